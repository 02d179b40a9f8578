/** Log statements in functions whose whole body was an expression when the older version was written. */
import ts from "typescript";
import { expect, it } from "vitest";
import { applyEdits, preparePropagation } from "../../../transformer/propagate/index.ts";

function carried(older: string, newest: string): string {
  const start = newest.indexOf('console.log("new"');
  const statement = { path: "a.ts", text: newest, start, end: newest.indexOf(";", start), beside: [] };
  const { verdict, edits, inserted } = preparePropagation(ts, { newest: [statement] }).into({ older: { path: "a.ts", text: older } });
  if (edits.length === 0) return verdict;
  const text = applyEdits(older, edits);
  expect(inserted.map((range) => text.slice(range.start, range.end))).toEqual([expect.stringMatching(/^console\.log\("new".*\);$/)]);
  return text;
}

it.each([
  [
    "before the expression",
    "const sum = rows.reduce((total, row) => total + row.size, 0);\nuse(sum);\n",
    'const sum = rows.reduce((total, row) => {\n  console.log("new", row.size);\n  return total + row.size;\n}, 0);\nuse(sum);\n',
    'const sum = rows.reduce((total, row) => { console.log("new", row.size); const value = total + row.size; return value; }, 0);\nuse(sum);\n',
  ],
  [
    "of what the expression gives",
    "const scores = rows.map((row) => score(row)); // all\nuse(scores, (x) => x);\n",
    'const scores = rows.map((row) => {\n  const one = score(row);\n  console.log("new", one, row.size);\n  return one;\n});\nuse(scores, (x) => x);\n',
    'const scores = rows.map((row) => { const value = score(row); console.log("new", value, row.size); return value; }); // all\nuse(scores, (x) => x);\n',
  ],
  [
    "behind what is done",
    "const value = 1;\nrows.forEach((row) => add(row, value));\n",
    'const value = 1;\nrows.forEach((row) => {\n  add(row, value);\n  console.log("new", totals.length);\n});\n',
    'const value = 1;\nrows.forEach((row) => { const value2 = add(row, value); console.log("new", totals.length); return value2; });\n',
  ],
  [
    "in the innermost of several",
    "const table = rows.map((row) => row.cells.map((cell) => (cell.x > 0 ? cell.x : -1)));\n",
    'const table = rows.map((row) => row.cells.map((cell) => {\n  console.log("new", cell.x);\n  return cell.x > 0 ? cell.x : -1;\n}));\n',
    'const table = rows.map((row) => row.cells.map((cell) => { console.log("new", cell.x); const value = (cell.x > 0 ? cell.x : -1); return value; }));\n',
  ],
])("%s", (_, older, newest, expected) => {
  expect(carried(older, newest)).toBe(expected);
});

it("leaves bodies alone that are functions: they are named after what they are assigned to", () => {
  const older = "const step = (rate) => (x) => x * rate;\nrun(step);\n";
  const newest = 'const step = (rate) => {\n  console.log("new", rate);\n  return (x) => x * rate;\n};\nrun(step);\n';
  expect(carried(older, newest)).toBe("absent");
});
