import { expect, test } from "vitest";
import { formatRows, Label, Missing } from "../../../../server/cli/output/rows.ts";

const set = {
  columns: ["run", "epoch", "loss", "note"],
  rows: [
    [new Label("r1"), 0, 0.123456789, "plain"],
    [new Label("r1"), 10, new Missing("not reached"), "\u001b[31mred\u202e"],
    [new Label("r2"), 0, Number.NaN, null],
  ],
};

test("a table is aligned, numbers on the right, and nothing in it acts on the terminal", () => {
  const table = formatRows(set, "table");
  expect(table).toBe(
    [
      "run  epoch         loss  note",
      'r1       0      0.12346  "plain"',
      'r1      10  not reached  "\\u001b[31mred\\u{202e}"',
      "r2       0          NaN  null",
      "",
    ].join("\n"),
  );
});

test("a table has whole numbers to the last digit: seeds, times and identifiers are used again", () => {
  expect(formatRows({ columns: ["seed"], rows: [[4294967295], [-1764300000123]] }, "table")).toBe("          seed\n    4294967295\n-1764300000123\n");
});

test("JSON is one typed object a row, without the cells that are missing", () => {
  expect(JSON.parse(formatRows(set, "json"))).toEqual([
    { run: "r1", epoch: 0, loss: 0.123456789, note: "plain" },
    { run: "r1", epoch: 10, note: "\u001b[31mred\u202e" },
    { run: "r2", epoch: 0, loss: { $number: "NaN" }, note: null },
  ]);
  expect(JSON.parse(formatRows({ columns: ["a"], rows: [] }, "json"))).toEqual([]);
});

test("CSV has every digit and leaves missing cells empty", () => {
  expect(
    formatRows(
      {
        columns: ["run", "loss"],
        rows: [
          [new Label("r1"), 0.123456789],
          [new Label("r2"), new Missing("pending")],
        ],
      },
      "csv",
    ),
  ).toBe("run,loss\r\nr1,0.123456789\r\nr2,\r\n");
});
