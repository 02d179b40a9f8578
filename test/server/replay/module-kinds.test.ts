/** Replays of programs in other shapes: CommonJS, packages beside the project, loading at run time, arguments. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeProject, writeFiles } from "../../programs/support/project.ts";
import { backfill, byHand, recordedProject, recordRun, rowsOf, versions } from "./recorded-project.ts";

it("CommonJS modules", async () => {
  const files = {
    "package.json": '{"name":"common","private":true}',
    "src/main.cts": `import { log } from "hindlog";
import lib = require("./lib.cjs");
let state = 1;
for (let turn = 0; turn < 5; turn++) {
  state = lib.next(state);
  log("state", state);
  log("double", state * 2); //+
}
`,
    "src/lib.cts": `export = { next: (value: number): number => value * Math.random() + 1 };\n`,
  };
  const project = await recordedProject(files, { entry: "src/main.cts" });
  const result = await backfill(project, { targets: ["double"] });
  expect(result.refused).toEqual([]);
  expect(rowsOf(result, "double")).toEqual(await byHand(files, "double", { entry: "src/main.cts" }));
});

it("JSON modules of the project", async () => {
  const files = {
    "config.json": '{ "factor": 3 }',
    "src/main.ts": `import { log } from "hindlog";
import config from "../config.json" with { type: "json" };
let value = config.factor;
for (let turn = 0; turn < 3; turn++) {
  value += Math.random();
  log("value", value);
  log("scaled", value * config.factor); //+
}
`,
  };
  const project = await recordedProject(files);
  const result = await backfill(project, { targets: ["scaled"] });
  expect(result.cells.map((cell) => cell.verdict)).toEqual(["verified", "verified", "verified"]);
  expect(rowsOf(result, "scaled")).toEqual(await byHand(files, "scaled"));
});

it("what modules keep on their exports, and data of JSON files that the program changes, is state", async () => {
  const files = {
    "src/config.json": '{ "count": 0 }',
    "src/other.json": '{ "count": 0 }',
    "src/counter.cjs": "exports.total = 0;\nexports.bump = function (n) { exports.total += n; };\nexports.read = function () { return exports.total; };\n",
    "src/main.ts": `import { log } from "hindlog";
import { createRequire } from "node:module";
import config from "./config.json" with { type: "json" };
import counter from "./counter.cjs";
const require = createRequire(import.meta.url);
const other = require("./other.json");
function step(turn: number): void {
  counter.bump(turn);
  config.count += 2;
  other.count += 3;
}
for (let turn = 0; turn < 6; turn++) {
  step(turn);
  log("turn", turn);
  log("kept", [counter.read(), config.count, other.count]); //+
}
`,
  };
  const project = await recordedProject(files);
  const result = await backfill(project, { targets: ["kept"], where: "turn > 3" });
  expect(result.cells.map((cell) => cell.verdict)).toEqual(["verified", "verified"]);
  expect(rowsOf(result, "kept")).toEqual((await byHand(files, "kept")).slice(-2));
});

it("a linked workspace package and modules that are loaded at run time", async () => {
  const files = {
    "package.json": '{"name":"mono","private":true,"workspaces":["packages/*"]}',
    "packages/app/package.json": '{"name":"app","type":"module","dependencies":{"lib":"*"}}',
    "packages/app/src/main.ts": `import { log } from "hindlog";
import { step } from "lib";
const name = "task";
const task = (await import(\`./tasks/\${name}.ts\`)) as typeof import("./tasks/task.ts");
let value = 0;
for (let turn = 0; turn < 4; turn++) {
  value = task.run(step(value));
  log("value", value);
}
`,
    "packages/app/src/tasks/task.ts": `import { log } from "hindlog";
export function run(value: number): number {
  log("inTask", value); //+
  return value * 2;
}
`,
    "packages/lib/package.json": '{"name":"lib","type":"module","exports":{".":{"import":"./src/index.ts"}}}',
    "packages/lib/src/index.ts": `import { log } from "hindlog";
export function step(value: number): number {
  const next = value + Math.random();
  log("inLib", next); //+
  return next;
}
`,
  };
  const link = (root: string): void => symlinkSync("../packages/lib", join(root, "node_modules/lib"), "dir");
  const project = makeProject(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, versions(text).past])));
  link(project.root);
  await recordRun(project, { entry: "packages/app/src/main.ts" });
  writeFiles(project.root, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, versions(text).newest])));
  const result = await backfill(project, { targets: ["inTask", "inLib"] });
  expect(result.refused).toEqual([]);
  const [task, lib] = [rowsOf(result, "inTask"), rowsOf(result, "inLib")] as { turn: number; inTask: number; inLib: number }[][];
  expect(task!.map((row) => row.inTask)).toEqual(lib!.map((row) => row.inLib));
  expect(task).toHaveLength(4);
  expect(new Set(result.cells.map((cell) => cell.verdict))).toEqual(new Set(["verified"]));
});

it("a source outside the project, seen through a link", async () => {
  const main = `import { log } from "hindlog";
import { next } from "../../shared/next.ts";
let value = 1;
for (let turn = 0; turn < 3; turn++) {
  value = next(value);
  log("value", value);
  log("third", value / 3); //+
}
`;
  const { past, newest } = versions(main);
  const project = makeProject({ "src/main.ts": past });
  const shared = join(project.root, "../shared");
  mkdirSync(shared);
  writeFiles(shared, {
    "next.ts": "export const next = (value: number): number => value * 2 + Math.random();\n",
    "package.json": '{"name":"shared","type":"module"}',
  });
  await recordRun(project);
  project.write({ "src/main.ts": newest });
  writeFiles(shared, { "next.ts": "export const next = (value: number): number => value * 1000;\n" });
  const result = await backfill(project, { targets: ["third"] });
  const values = JSON.parse((await project.hindlog(["dataframe", "value", "--format", "json"])).stdout) as { value: number }[];
  expect(rowsOf(result, "third")).toEqual(values.map((row, turn) => ({ turn, third: row.value / 3 })));
});

it("arguments and working folder of the past run", async () => {
  const files = {
    "src/main.ts": `import { arg, log } from "hindlog";
import { readFileSync } from "node:fs";
const rate = arg("rate", 0.1);
const start = Number(readFileSync("start.txt", "utf8"));
let value = start;
for (let turn = 0; turn < 3; turn++) {
  value += rate * Math.random();
  log("value", value);
  log("scaled", value * rate * process.argv.length); //+
}
`,
    "data/start.txt": "5",
  };
  const recording = { args: ["--arg", "rate=0.5"], entry: "../src/main.ts" };
  const past = makeProject(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, versions(text).past])));
  await recordRun(past, { ...recording, cwd: join(past.root, "data") });
  past.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, versions(text).newest])));
  const result = await backfill(past, { targets: ["scaled"] });
  expect(result.refused).toEqual([]);
  const values = JSON.parse((await past.hindlog(["dataframe", "value", "--format", "json"])).stdout) as { value: number }[];
  expect(rowsOf(result, "scaled")).toEqual(values.map((row, turn) => ({ turn, scaled: row.value * 0.5 * 2 })));
});
