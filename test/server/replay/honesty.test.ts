/** Nothing is silently wrong: a value that is not what the past run had is never called verified. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeProject, writeFiles, type Project } from "../../programs/support/project.ts";
import { backfill, recordRun, versions } from "./recorded-project.ts";

/** A package that is not instrumented and keeps a number that no checkpoint holds. */
const HIDDEN = {
  "package.json": '{"name":"hidden","type":"module","exports":"./index.js"}',
  "index.js": "let count = 0;\nexport const next = () => ++count;\nexport const peek = () => count;\n",
};

async function project(text: string): Promise<Project> {
  const { past, newest } = versions(text);
  const made = makeProject({ "src/main.ts": past });
  mkdirSync(join(made.root, "node_modules/hidden"));
  writeFiles(join(made.root, "node_modules/hidden"), HIDDEN);
  await recordRun(made);
  made.write({ "src/main.ts": newest });
  return made;
}

it("sees through the exercise that a library's hidden state is not restored, and executes everything then", async () => {
  const made = await project(`import { log } from "hindlog";
import { next, peek } from "hidden";
let sum = 0;
for (let round = 0; round < 5; round++) {
  for (let step = 0; step < 4; step++) {
    sum += next() * Math.random();
  }
  log("peek", peek()); //+
  log("sum", sum);
}
`);
  for (const level of [1, 2] as const) {
    await made.run("sh", ["-c", "rm -rf .hindlog/runs/*/replays"]);
    const result = await backfill(made, { targets: ["peek"], level });
    expect(result.plan.runs[0]!.level).toBe(2);
    expect(result.cells.map((cell) => [cell.value, cell.verdict, cell.level])).toEqual([4, 8, 12, 16, 20].map((value) => [value, "verified", 4]));
  }
});

it("names the first record that differs", async () => {
  const made = await project(`import { log } from "hindlog";
let total = 0;
for (let round = 0; round < 3; round++) {
  total += Math.random();
  log("pid", process.pid);
  log("total", total);
  log("half", total / 2); //+
}
`);
  const result = await backfill(made, { targets: ["half"] });
  expect(new Set(result.cells.map((cell) => cell.verdict))).toEqual(new Set(["diverged"]));
  expect(result.cells[0]!.reason).toMatch(/^record "pid" in round 0 was \d+ in the past run, the replay gave \d+$/);
});

it("does not call a value verified whose set-up cannot be compared", async () => {
  const made = await project(`import { log } from "hindlog";
let value = 1;
log("start", value + 1); //+
value += 1;
`);
  const result = await backfill(made, { targets: ["start"] });
  expect(result.cells.map((cell) => [cell.value, cell.verdict])).toEqual([[2, "unverifiable"]]);
});

it("leaves nothing out of a program that reads in its loops what it wrote in its loops", async () => {
  const made = await project(`import { log } from "hindlog";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
let sum = 0;
writeFileSync("out.txt", "");
for (let round = 0; round < 5; round++) {
  for (let step = 0; step < 4; step++) {
    sum += Math.random();
    appendFileSync("out.txt", String(sum) + "\\n");
  }
  log("lines", readFileSync("out.txt", "utf8").split("\\n").length); //+
  log("sum", sum);
}
`);
  const result = await backfill(made, { targets: ["lines"] });
  expect(result.plan.runs[0]!.level).toBe(4);
  expect(result.cells.map((cell) => [cell.value, cell.verdict])).toEqual([5, 9, 13, 17, 21].map((value) => [value, "verified"]));
});

it("does not call values verified that were made of a file which was changed since", async () => {
  const text = `import { log } from "hindlog";
import { readFileSync } from "node:fs";
let sum = 0;
for (let round = 0; round < 3; round++) {
  const words = readFileSync("words.txt", "utf8");
  sum += round;
  log("words", words); //+
  log("sum", sum);
}
`;
  const made = makeProject({ "src/main.ts": versions(text).past, "words.txt": "one" });
  await recordRun(made);
  // The run's files are kept at its end.
  made.write({ "src/main.ts": versions(text).newest, "words.txt": "two" });
  const same = await backfill(made, { targets: ["words"] });
  expect(same.cells.map((cell) => [cell.value, cell.verdict])).toEqual(Array.from({ length: 3 }, () => ["one", "verified"]));

  const late = makeProject({ "src/main.ts": versions(text).past, "words.txt": "one" });
  // Nothing of hindlog's but the runtime has run when the file is changed; a run that keeps no contents has none to give.
  const env = { HINDLOG: "on", HINDLOG_CHECKPOINTS: "all", HINDLOG_FILE_BYTES: "0" };
  expect((await late.run(process.execPath, ["--import", "hindlog/register", "src/main.ts"], { env })).status).toBe(0);
  late.write({ "src/main.ts": versions(text).newest, "words.txt": "two" });
  const changed = await backfill(late, { targets: ["words"] });
  expect(changed.cells.map((cell) => [cell.verdict, cell.reason])).toEqual(
    Array.from({ length: 3 }, () => ["unverifiable", "it reads words.txt, which was changed since the past run began"]),
  );
});

it("takes a file that the program writes before it reads it for its own", async () => {
  const made = await project(`import { log } from "hindlog";
import { readFileSync, writeFileSync } from "node:fs";
let sum = 0;
for (let round = 0; round < 3; round++) {
  writeFileSync("own.txt", String(round));
  sum += Number(readFileSync("own.txt", "utf8"));
  log("twice", 2 * sum); //+
  log("sum", sum);
}
`);
  const result = await backfill(made, { targets: ["twice"] });
  expect(result.cells.map((cell) => [cell.value, cell.verdict])).toEqual([0, 2, 6].map((value) => [value, "verified"]));
});
