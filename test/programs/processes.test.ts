import { expect, test } from "vitest";
import { hashTree, makeProject } from "./support/project.ts";
import { cells, json, record, runIds } from "./support/rows.ts";

const BUSY = `
function work(): number {
  let sum = 0;
  for (let i = 0; i < 5000; i++) sum += Math.random() - 0.5;
  return sum;
}
`;

test("two entry files are two runs in one history", async () => {
  const project = makeProject({
    "src/train.ts": `import { log } from "hindlog";\nfor (let epoch = 0; epoch < 3; epoch++) log("loss", work());\n${BUSY}`,
    "src/evaluate.ts": `import { log } from "hindlog";\nfor (const part of ["a", "b"]) log("score", part.length + work());\n${BUSY}`,
  });
  await record(project, ["src/train.ts"]);
  await record(project, ["evaluate.ts"], { cwd: `${project.root}/src` });
  const runs = json(await project.hindlog(["runs", "--format", "json"]));
  expect(runs.map((run) => run["entry"])).toEqual(["src/train.ts", "src/evaluate.ts"]);
  const [train = "", evaluate = ""] = await runIds(project);
  expect(await cells(project, "loss", train)).toHaveLength(3);
  expect(await cells(project, "score", evaluate)).toHaveLength(2);
});

test("a child process is a run of its own that knows its parent", async () => {
  const project = makeProject({
    "src/main.ts": `
import { fork } from "node:child_process";
import { log } from "hindlog";
log("side", "parent");
const child = fork(new URL("./child.ts", import.meta.url));
child.on("exit", (code) => log("child status", code));
`,
    "src/child.ts": `import { log } from "hindlog";\nfor (let part = 0; part < 3; part++) log("side", part);\n`,
  });
  await record(project, ["src/main.ts"]);
  const runs = json(await project.hindlog(["runs", "--format", "json"]));
  expect(runs).toHaveLength(2);
  const parent = runs.find((run) => run["entry"] === "src/main.ts");
  const child = runs.find((run) => run["entry"] === "src/child.ts");
  expect(parent).toMatchObject({ parentRun: null });
  expect(child).toMatchObject({ parentRun: parent?.["run"] });
  expect((await cells(project, "side", String(child?.["run"]))).map((row) => row["side"])).toEqual([0, 1, 2]);
});

test("a worker thread's records belong to the run of its process", async () => {
  const project = makeProject({
    "src/main.ts": `
import { Worker } from "node:worker_threads";
import { log } from "hindlog";
for (let round = 0; round < 2; round++) log("main", round);
const worker = new Worker(new URL("./worker.ts", import.meta.url));
worker.on("exit", (code) => log("worker status", code));
`,
    "src/worker.ts": `import { log } from "hindlog";\nfor (let part = 0; part < 4; part++) log("tenfold", part * 10);\n`,
  });
  await record(project, ["src/main.ts"]);
  const ids = await runIds(project);
  expect(ids).toHaveLength(1);
  expect((await cells(project, "tenfold", ids[0] ?? "")).map((row) => row["tenfold"])).toEqual([0, 10, 20, 30]);
  expect((await cells(project, "worker status", ids[0] ?? "")).map((row) => row["worker status"])).toEqual([0]);
});

test("ten runs at once all land, whole", async () => {
  const project = makeProject({
    "src/main.ts": `import { log } from "hindlog";\nfor (let round = 0; round < 50; round++) log("round sum", round + work());\n${BUSY}`,
  });
  const outcomes = await Promise.all(Array.from({ length: 10 }, (_, seed) => project.hindlog(["run", "--seed", String(seed), "src/main.ts"])));
  expect(outcomes.map((outcome) => outcome.status)).toEqual(Array.from({ length: 10 }, () => 0));
  const ids = await runIds(project);
  expect(new Set(ids).size).toBe(10);
  for (const id of ids) expect(await cells(project, "round sum", id)).toHaveLength(50);
});

test("two runs that start in the same millisecond stay two runs", async () => {
  const project = makeProject({
    "clock.mjs":
      "const now = Date.UTC(2026, 0, 31);\nDate.now = () => now;\nglobalThis.Date = class extends Date { constructor(...args) { super(...(args.length > 0 ? args : [now])); } };\n",
    "src/main.ts": `import { log } from "hindlog";\nlog("mine", process.argv[2]);\n`,
  });
  const start = (name: string) => project.run(process.execPath, ["--import", "./clock.mjs", "--import", "hindlog/register", "src/main.ts", name]);
  const outcomes = await Promise.all([start("first"), start("second")]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual([0, 0]);
  const ids = await runIds(project);
  expect(new Set(ids).size).toBe(2);
  const values = await Promise.all(ids.map(async (id) => (await cells(project, "mine", id)).map((row) => row["mine"])));
  expect(values.flat().sort()).toEqual(["first", "second"]);
});

test("a linked package of a monorepo is part of the version, and its past is backfilled", async () => {
  const lib = (statement: string): string =>
    `export function step(level: number): number {\n  let sum = level;\n  for (let i = 0; i < 3; i++) {\n    sum += Math.random();\n    ${statement}\n  }\n  return sum;\n}\n`;
  const project = makeProject({
    "package.json": JSON.stringify({ name: "workspace", private: true, type: "module", workspaces: ["packages/*"] }),
    "packages/app/package.json": JSON.stringify({ name: "app", type: "module" }),
    "packages/app/src/main.ts": `import { log } from "hindlog";\nimport { step } from "lib";\nlet level = 0;\nfor (let round = 0; round < 5; round++) {\n  level = step(level);\n  log("level", level);\n}\n`,
    "packages/lib/package.json": JSON.stringify({ name: "lib", type: "module", exports: "./src/index.ts" }),
    "packages/lib/src/index.ts": lib(""),
  });
  await project.run("ln", ["-s", "../packages/lib", "node_modules/lib"]);
  await record(project, ["--seed", "3", "src/main.ts"], { cwd: `${project.root}/packages/app` });
  const ids = await runIds(project);
  expect(ids).toHaveLength(1);

  const statement = `log("sum", sum);`;
  project.write({ "packages/lib/src/index.ts": `import { log } from "hindlog";\n${lib(statement)}` });
  const before = hashTree(project.root);
  const report = json<{ refused: unknown[] }>(await project.hindlog(["backfill", "sum", "--yes", "--format", "json"]));
  expect(report.refused).toEqual([]);
  expect(hashTree(project.root)).toBe(before);
  const sums = await cells(project, "sum", ids[0] ?? "");
  expect(sums).toHaveLength(15);
  const levels = await cells(project, "level", ids[0] ?? "");
  expect(sums.filter((_, index) => index % 3 === 2).map((row) => row["sum"])).toEqual(levels.map((row) => row["level"]));
});
