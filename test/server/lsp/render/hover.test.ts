import { describe, expect, it } from "vitest";
import { hoverContent } from "../../../../server/lsp/render/hover.ts";
import type { HistoryRow } from "../../../../server/lsp/render/history-table.ts";

const NOW = new Date(2026, 4, 9, 12, 0);
const ROW: HistoryRow = {
  run: "k3x9",
  version: "3f2a1b9",
  startedAt: NOW,
  args: {},
  source: "recorded",
  verdict: "",
  count: 1,
  last: 7,
  min: 7,
  max: 7,
  sketch: [7],
  expression: null,
};

describe("hoverContent", () => {
  it("is one fenced block for a client that reads Markdown", () => {
    expect(hoverContent({ tables: [{ name: "a", rows: [ROW] }], sentences: ["Next."] }, true, NOW)).toEqual({
      kind: "markdown",
      value: ["```text", "a: 1 run, 1 version, 1 value each", "", "run   version  when   last", "k3x9  3f2a1b9  12:00     7", "", "Next.", "```"].join("\n"),
    });
  });

  it("is the same lines without a fence for a client that does not", () => {
    const text = {
      tables: [
        { name: "a", rows: [ROW] },
        { name: "b", rows: [] },
      ],
      sentences: ["Next."],
    };
    const markdown = hoverContent(text, true, NOW).value;
    const plain = hoverContent(text, false, NOW);
    expect(plain.kind).toBe("plaintext");
    expect(markdown).toBe(`\`\`\`text\n${plain.value}\n\`\`\``);
  });

  it("does not let logged text end the block", () => {
    const value = hoverContent({ tables: [{ name: "````\n# x", rows: [ROW] }], sentences: [] }, true, NOW).value;
    const [fence, ...lines] = value.split("\n");
    expect(fence).toBe("`````text");
    expect(lines.filter((line) => line.startsWith("`````"))).toEqual(["`````"]);
    expect(value).not.toContain("\n#");
  });

  it("breaks sentences between words", () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");
    const lines = hoverContent({ tables: [], sentences: [words] }, false, NOW).value.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(lines.join(" ")).toBe(words);
  });
});
