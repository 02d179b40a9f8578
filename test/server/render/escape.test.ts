import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { clip, fenced, visible } from "../../../server/render/escape.ts";

describe("visible", () => {
  it("shows what would act on a terminal instead of passing it on", () => {
    expect(visible("\u001b[31mred\u001b[0m\u0007\r\n\u009b2J")).toBe("\\e[31mred\\e[0m\\u{7}\\r\\n\\u{9b}2J");
  });

  it("shows what would reorder or hide the text around it", () => {
    expect(visible("a\u202eb\u200bc\u2028d\ufeff")).toBe("a\\u{202e}b\\u{200b}c\\u{2028}d\\u{feff}");
  });

  it("shows halves of surrogate pairs and leaves whole ones", () => {
    expect(visible("\ud83d x \ude00 \u{1f600}")).toBe("\\u{d83d} x \\u{de00} \u{1f600}");
  });

  it("leaves no control character of any text", () => {
    // oxlint-disable-next-line no-control-regex
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(visible(text))));
  });
});

describe("clip", () => {
  it("leaves short text as it is", () => expect(clip("loss", 4)).toBe("loss"));

  it("counts columns, not characters", () => expect(clip("損失の値", 5)).toBe("損失…"));

  it("never takes more columns than asked for", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, columns) => stringWidth(clip(visible(text), columns)) <= columns),
    );
  });
});

describe("Markdown", () => {
  it("has a fence that no line inside can end", () => {
    expect(fenced(["a", "```", "`````js"])).toBe("``````text\na\n```\n`````js\n``````");
  });
});
