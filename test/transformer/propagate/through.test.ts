/** Log statements in functions whose whole body was an expression when the older version was written, and of values that it gave back without naming them. */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { applyEdits, preparePropagation } from "../../../transformer/propagate/index.ts";

function carried(older: string, newest: string): string {
  const start = newest.indexOf('console.log("new"');
  const statement = { path: "a.ts", text: newest, start, end: newest.indexOf(";", start), beside: [] };
  const { verdict, edits, inserted } = preparePropagation(ts, { newest: [statement] }).into({ older: { path: "a.ts", text: older } });
  if (edits.length === 0) return verdict;
  const text = applyEdits(older, edits);
  expect(inserted.map((range) => text.slice(range.start, range.end))).toEqual([expect.stringMatching(/^console\.log\("new"[^;]*\);?$/)]);
  return text;
}

describe("a body that is an expression", () => {
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
    const cast = older.replace("(x) => x * rate", "((x) => x * rate) as Step");
    const newest = 'const step = (rate) => {\n  console.log("new", rate);\n  return (x) => x * rate;\n};\nrun(step);\n';
    expect(carried(older, newest)).toBe("absent");
    expect(carried(cast, newest.replace("(x) => x * rate", "((x) => x * rate) as Step"))).toBe("absent");
  });
});

it("does not take an expression for one that it only holds", () => {
  const newest = 'const list = rows.map((row) => {\n  const one = score(row);\n  console.log("new", one);\n  return [one];\n});\n';
  expect(carried("const list = rows.map((row) => [score(row)]);\n", newest)).not.toContain("value = [score(row)]; console");
});

it("does not take what a loop goes over for the list", () => {
  const older = "const it = stream();\nlet r;\nwhile (!(r = await it.next()).done) {\n  use(r.value);\n}\n";
  const newest = 'for await (const value of stream()) {\n  use(value);\n  console.log("new", value);\n}\n';
  expect(carried(older, newest)).toBe(older.replace("use(r.value);", 'use(r.value);\n  console.log("new", r.value);'));
});

describe("what has no name there", () => {
  const loop = (...lines: string[]): string => `for (const batch of batches) {\n${lines.map((line) => `  ${line}\n`).join("")}}\nfinish();\n`;

  it.each([
    ["losses.push(model.step(batch));", "losses.push(loss);"],
    ["if (model.step(batch) < 0.1) break;", "if (loss < 0.1) break;"],
    ["total += model.step(batch);", "total += loss;"],
    ["const mean = model.step(batch) / batch.length;", "const mean = loss / batch.length;"],
    ["model.step(batch);", "loss;"],
  ])("gets one in a statement: %s", (there, here) => {
    const newest = loop("const loss = model.step(batch);", 'console.log("new", loss);', here);
    const expected = there.replace("model.step(batch)", '(loss = model.step(batch), console.log("new", loss), loss)');
    expect(carried(loop(there), newest)).toBe(loop(`let loss; ${expected}`));
  });

  it("gets one of several", () => {
    const held = "list.push(all.map((x) => {\n    return model.step(batch);\n  }), model.step(batch));";
    const newest = loop(held, "const loss = model.step(batch);", 'console.log("new", loss);', "use(loss, model.step(batch));");
    expect(carried(loop(held, "use(model.step(batch), model.step(batch));"), newest)).toBe(
      loop(held, 'let loss; use((loss = model.step(batch), console.log("new", loss), loss), model.step(batch));'),
    );
  });

  it.each(["queue(() => model.step(batch));", "for (const row of model.step(batch)) use(row);", "other.step(batch);"])("gets none: %s", (there) => {
    const newest = loop("const loss = model.step(batch);", 'console.log("new", loss);', "use(loss);");
    expect(carried(loop(there), newest)).not.toContain("(loss =");
  });
});

describe("what is given back without a name", () => {
  const named = (value: string, rest = ""): string => `function run(x) {\n  const result = ${value};${rest}\n  return result;\n}\nuse(run);\n`;
  const LOG = '\n  console.log("new", result);';
  const older = (value: string): string => `function run(x) {\n  return ${value};\n}\nuse(run);\n`;

  it.each(["score(x) + 1", "x.map((one) => one.size)", "x > 1 ? { x } : null", "x = 2"])("gets one: %s", (value) => {
    expect(carried(older(value), named(value, LOG))).toBe(
      `function run(x) {\n  let result; return (result = ${value}, console.log("new", result), result);\n}\nuse(run);\n`,
    );
  });

  it("gets another one where the name is taken", () => {
    const before = "const result = 1;\n";
    expect(carried(before + older("score(x)"), before + named("score(x)", LOG))).toContain(
      'let result2; return (result2 = score(x), console.log("new", result2), result2);',
    );
  });

  it.each([
    ["another value", "score(x) + 2", "score(x) + 1"],
    ["a function", "() => x", "() => x"],
  ])("gets none: %s", (_, there, value) => {
    expect(carried(older(there), named(value, LOG))).toBe("unbound");
  });
});
