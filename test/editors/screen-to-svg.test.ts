import { describe, expect, it } from "vitest";
import { screenToSvg } from "./screen-to-svg.ts";

const COLORS = { foreground: "#dddddd", background: "#111111" };

describe("screenToSvg", () => {
  it("draws runs of one colour in place, stretched to their cells", () => {
    const svg = screenToSvg("ab \x1b[38;2;255;0;16mcd\x1b[0m\n", "title", COLORS);
    expect(svg).toContain('<text x="14" y="45" textLength="16.8" lengthAdjust="spacingAndGlyphs" fill="#dddddd">ab</text>');
    expect(svg).toContain('<text x="39.2" y="45" textLength="16.8" lengthAdjust="spacingAndGlyphs" fill="#ff0010">cd</text>');
  });

  it("draws backgrounds, also where they came from inverse", () => {
    expect(screenToSvg("\x1b[48;2;1;2;3mx\x1b[0m\x1b[7my", "", COLORS)).toMatch(/fill="#010203"[^]*fill="#dddddd"\/>\n<text [^>]*fill="#111111">y/);
  });

  it("draws block characters as shapes, not as text", () => {
    const svg = screenToSvg("▁█", "", COLORS);
    expect(svg).not.toContain("▁");
    expect(svg).toMatch(/<path d="M14 48v-1\.88h7\.4v1\.88zM22\.4 48v-15h7\.4v15z" fill="#dddddd"\/>/);
  });

  it("escapes what XML would read", () => {
    expect(screenToSvg("a<b>&", '"t"', COLORS)).toContain(">a&lt;b&gt;&amp;</text>");
  });
});
