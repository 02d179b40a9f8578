import { describe, expect, it } from "vitest";
import { Placeholder } from "../../../../runtime/format/value.ts";
import { historyTable, type HistoryRow } from "../../../../server/lsp/render/history-table.ts";

const NOW = new Date(2026, 4, 9, 12, 0);

function row(changes: Partial<HistoryRow>): HistoryRow {
  return {
    run: "k3x9",
    version: "3f2a1b9",
    startedAt: new Date(2026, 4, 9, 11, 5),
    args: {},
    source: "recorded",
    verdict: "",
    count: 400,
    last: 0.123456789,
    min: 0.1,
    max: 2.5,
    sketch: [2.5, 1, 0.5, 0.1],
    expression: null,
    ...changes,
  };
}

describe("historyTable", () => {
  it("pads columns and puts recorded runs apart from backfilled ones, newest first", () => {
    const rows = [
      row({ run: "old1", version: "aaaaaaa", startedAt: new Date(2025, 11, 31), source: "backfilled", verdict: "verified", args: { lr: 0.001 } }),
      row({ run: "new2", startedAt: new Date(2026, 4, 8, 9, 30), args: { lr: 0.01 }, last: 12, count: 120 }),
      row({ run: "new3", args: { lr: 0.3 } }),
    ];
    expect(historyTable("loss", rows, NOW).join("\n")).toBe(
      [
        "loss: 3 runs, 2 versions, 1 backfilled",
        "",
        "run   version  when            lr     last  min  max  count  trend  verdict",
        "recorded",
        "new3  3f2a1b9  11:05          0.3  0.12346  0.1  2.5    400  █▄▂▁",
        "new2  3f2a1b9  05-08 09:30   0.01       12  0.1  2.5    120  █▄▂▁",
        "backfilled",
        "old1  aaaaaaa  2025-12-31   0.001  0.12346  0.1  2.5    400  █▄▂▁   verified",
      ].join("\n"),
    );
  });

  it("leaves out arguments that are the same in all runs, keeps those that only some have", () => {
    const rows = [row({ args: { epochs: 5, lr: 1 } }), row({ run: "b", args: { epochs: 5 } })];
    const head = historyTable("loss", rows, NOW).find((line) => line.startsWith("run"));
    expect(head).toContain("lr");
    expect(head).not.toContain("epochs");
  });

  it("says once how many values each run has where that is the same", () => {
    const lines = historyTable("loss", [row({}), row({ run: "b" })], NOW);
    expect(lines[0]).toBe("loss: 2 runs, 1 version, 400 values each");
    expect(lines.join("\n")).not.toContain("count");
  });

  it("leaves out lowest and highest where each run logged once", () => {
    const lines = historyTable("accuracy", [row({ count: 1, sketch: [0.9] })], NOW);
    expect(lines.join("\n")).not.toMatch(/min|max|trend/);
  });

  it("shows any value on one line without characters that act", () => {
    const values = ["\u001b]0;x\u0007\n```", new Placeholder("function f"), { a: [1, new Map([["k", 2n]])] }, undefined, Number.NaN, new Float32Array([1.5])];
    const lines = historyTable(
      "```\u001b",
      values.map((last, index) => row({ run: `r${index}`, last, min: null, max: null, sketch: [] })),
      NOW,
    );
    // oxlint-disable-next-line no-control-regex
    expect(lines.join("")).not.toMatch(/[\u0000-\u001f]/);
    for (const shown of ['"\\u001b]0;x\\u0007\\n```"', "<function f>", "{a: [1, Map {k => 2n}]}", "undefined", "NaN", "Float32Array [1.5]"]) {
      expect(lines.join("\n")).toContain(shown);
    }
  });

  it("counts the runs that it does not show", () => {
    const rows = Array.from({ length: 25 }, (_, index) => row({ run: `r${index}` }));
    const lines = historyTable("loss", rows, NOW);
    expect(lines.at(-1)).toBe("and 5 older runs");
    expect(lines).toHaveLength(24);
  });

  it("is empty without rows", () => expect(historyTable("loss", [], NOW)).toEqual([]));
});
