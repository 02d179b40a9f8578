/** Statements of several files, and statements whose file is another one there. */
import ts from "typescript";
import { expect, it } from "vitest";
import { applyEdits, propagate, type NewestStatement, type PropagationResult } from "../../../transformer/propagate/index.ts";

const IMPORT = 'import { log } from "hindlog";\n';
const bodyOf = (name: string, log: string): string =>
  `export function ${name}(rate: number, steps: number[]): number {\n  let total = rate;\n  for (const step of steps) {\n    total += step;\n${log}  }\n  return total;\n}\n`;

function marked(path: string, source: string, log: string): NewestStatement {
  const start = source.indexOf(log);
  return { path, text: source, start, end: start + log.length };
}

const LOG = 'log("total", total);';
const logged = (name: string): string => IMPORT + bodyOf(name, `    ${LOG}\n`);

it("tells of each file which statements it has already", () => {
  const newest = [marked("src/first.ts", logged("first"), LOG), marked("src/second.ts", logged("second"), LOG)];
  const older = { path: "src/first.ts", text: logged("first") };
  const olderTree = new Map([
    ["src/first.ts", older.text],
    ["src/second.ts", logged("second")],
  ]);
  const result = propagate(ts, { newest, older, olderTree });
  expect(result.edits).toEqual([]);
  expect(result.alreadyAll?.map(({ path, statement }) => `${statement} ${path}`)).toEqual(["0 src/first.ts", "1 src/second.ts"]);
  expect(result.already).toEqual(result.alreadyAll?.[0]);
});

it("puts names and effects of all files together", () => {
  const count = 'log("total", total, counter++);';
  const newest = [
    marked("src/first.ts", `${IMPORT}let counter = 0;\n${bodyOf("first", `    ${count}\n`)}`, count),
    marked("src/second.ts", logged("second").replaceAll("total", "sum"), LOG.replaceAll("total", "sum")),
  ];
  const older = { path: "src/first.ts", text: `let counter = 0;\n${bodyOf("first", "")}` };
  const olderTree = new Map([
    [older.path, older.text],
    ["src/second.ts", bodyOf("second", "")],
  ]);
  const result = propagate(ts, { newest, older, olderTree });
  expect(result).toMatchObject({ verdict: "renamed", renames: { sum: "total" }, effects: ["assigns counter"] });
  expect(result.edits.map(({ path }) => path)).toContain("src/second.ts");
});

it("tells where statements of two files stand that were one file then, and imports once what both need", () => {
  const whole = `${bodyOf("first", "")}${bodyOf("second", "").replaceAll("step", "part")}`;
  const other = LOG.replace("total", "sum");
  const newest = [
    marked("src/second.ts", IMPORT + bodyOf("second", `    ${other}\n`).replaceAll("step", "part"), other),
    marked("src/main.ts", IMPORT + bodyOf("first", `    ${LOG}\n`), LOG),
  ];
  const { edits, inserted } = propagate(ts, { newest, older: { path: "src/second.ts", text: "" }, olderTree: new Map([["src/main.ts", whole]]) });
  const edited = applyEdits(whole, edits);
  expect(edited.split(IMPORT).length).toBe(2);
  expect(inserted.map(({ statement, start, end }) => [statement, edited.slice(start, end)])).toEqual([
    [0, other],
    [1, LOG],
  ]);
});

it("looks for statements of each file that is not there in the others, and puts none into a file without text", () => {
  const mean = (log: string): string =>
    `export const mean = (values: readonly number[]): number => {\n  const sum = values.reduce((a, b) => a + b, 0);\n${log}  return sum / values.length;\n};\n`;
  const sum = 'log("sum", sum);';
  const newest = [marked("src/first.ts", logged("first"), LOG), marked("src/new file.ts", IMPORT + mean(`  ${sum}\n`), sum)];
  const older = { path: "src/first.ts", text: bodyOf("first", "") };
  const olderTree = new Map([
    [older.path, older.text],
    ["src/second.ts", mean("")],
  ]);
  expect(propagate(ts, { newest, older, olderTree })).toMatchObject({ verdict: "moved", inserted: [{ path: "src/first.ts" }, { path: "src/second.ts" }] });
  const alone = marked("src/other.ts", 'console.log("start");\nconsole.log("more", 2);\n', 'console.log("more", 2);');
  expect(propagate(ts, { newest: [alone], older: { path: alone.path, text: "" }, olderTree: new Map() })).toMatchObject({ verdict: "absent", edits: [] });
});

it("puts statements of one text beside each other, each with its own range", () => {
  const whole = bodyOf("first", "");
  const newest = ["src/main.ts", "src/second.ts"].map((path) => marked(path, IMPORT + bodyOf("first", `    ${LOG}\n`), LOG));
  const { edits, inserted } = propagate(ts, { newest, older: { path: "src/main.ts", text: whole }, olderTree: new Map([["src/main.ts", whole]]) });
  const edited = applyEdits(whole, edits);
  expect(edited.split(LOG).length).toBe(3);
  expect(inserted.map(({ start, end }) => edited.slice(start, end))).toEqual([LOG, LOG]);
  expect(new Set(inserted.map(({ start }) => start)).size).toBe(2);
});

function inAnotherFile(newest: string, log: string, older: string): PropagationResult {
  return propagate(ts, {
    newest: [marked("src/new file.ts", newest, log)],
    older: { path: "src/new file.ts", text: "" },
    olderTree: new Map([["src/old file.ts", older]]),
  });
}

it("says once in which file it looked", () => {
  const log = 'log("far", far);';
  const helper = "    const far = momentum * 2;\n";
  const newest = IMPORT + bodyOf("first", `${helper}    ${log}\n`).replace("let total = rate;", "let total = rate;\n  let momentum = rate;\n  momentum++;");
  const { reason } = inAnotherFile(newest, log, bodyOf("first", ""));
  expect(reason).toBe(
    "src/new file.ts does not exist there; in src/old file.ts: far (from line 8 of the newest version) does not exist there; " +
      "it cannot come along either: momentum (from line 4 of the newest version) does not exist there",
  );
});
