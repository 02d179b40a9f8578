/** What cannot be backfilled is refused by name, with a sentence that says what to do. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { planBackfill } from "../../../server/replay/backfill.ts";
import { propagateIntoVersions } from "../../../server/replay/statements/propagate-versions.ts";
import { makeProject, type Project } from "../../programs/support/project.ts";
import { backfill, recordedProject, recordRun, rowsOf, versions } from "./recorded-project.ts";

const PROGRAM = `import { log } from "hindlog";
let total = 0;
for (let round = 0; round < 3; round++) {
  total += Math.random();
  log("half", total / 2); //+
  log("total", total);
}
`;

const reasons = async (project: Project, name = "half"): Promise<string[]> => (await backfill(project, { targets: [name] })).refused.map((one) => one.reason);

it("refuses a name that the source does not have, and lists those it has", async () => {
  const project = await recordedProject({ "src/main.ts": PROGRAM });
  await expect(planBackfill(project.root, { targets: ["nothing"] })).rejects.toMatchObject({
    code: "unknown-name",
    message: expect.stringContaining("half, total"),
  });
  await expect(planBackfill(project.root, { targets: [{ file: "src/main.ts", line: 2 }] })).rejects.toMatchObject({ code: "bad-target" });
  await expect(planBackfill(project.root, { targets: [{ file: "nothing.ts", line: 2 }] })).rejects.toMatchObject({ code: "bad-target" });
});

it("refuses a project without history", async () => {
  const project = makeProject({ "src/main.ts": PROGRAM });
  await expect(planBackfill(project.root, { targets: ["half"] })).rejects.toMatchObject({ code: "no-history" });
});

it("counts only the runs that are replayed in what it says of its progress", async () => {
  const project = makeProject({ "src/main.ts": "for (let other = 0; other < 2; other++) console.log(other);\n" });
  await recordRun(project);
  project.write({ "src/main.ts": versions(PROGRAM).past });
  await recordRun(project);
  project.write({ "src/main.ts": versions(PROGRAM).newest });
  const told = new Set<string>();
  const { refused, cells } = await backfill(project, { targets: ["half"] }, { onProgress: ({ message }) => void told.add(message.replace(/:.*/, "")) });
  expect([refused.length, cells.length, [...told]]).toEqual([1, 3, ["run 1 of 1"]]);
});

it("tells of each name why it has no place", async () => {
  const project = await recordedProject({ "src/main.ts": PROGRAM });
  const text = readFileSync(join(project.root, "src/main.ts"), "utf8");
  project.write({
    "src/main.ts": text
      .replace('log("total"', 'log("size", sizes.length);\n  while (false) log("inner", total);\n  log("total"')
      .replace("let total", "const sizes = [...process.argv];\nsizes.push();\nlet total"),
  });
  const { plan, refused } = await backfill(project, { targets: ["size", "inner"] });
  expect(plan.runs[0]!.refused?.names).toEqual(refused.map(({ name, reason }) => ({ name, reason })));
  expect(refused).toMatchObject([
    { name: "size", reason: expect.stringMatching(/unbound: sizes/) },
    { name: "inner", reason: expect.stringMatching(/absent: the loop/) },
  ]);
});

it("takes a place in a file, and unsaved text for it", async () => {
  const project = await recordedProject({ "src/main.ts": PROGRAM });
  const result = await backfill(project, { targets: [{ file: "src/main.ts", line: 5 }] });
  expect(rowsOf(result, "half")).toHaveLength(3);
  const text = readFileSync(join(project.root, "src/main.ts"), "utf8").replace('log("half", total / 2)', 'log("twice", total * 2)');
  const unsaved = await backfill(project, { targets: [{ file: "src/main.ts", line: 5 }], sources: new Map([["src/main.ts", text]]) });
  expect(rowsOf(unsaved, "twice")).toHaveLength(3);
});

it("says that a file ran in a worker thread, not that the version lacks it", async () => {
  const project = await recordedProject({
    "src/main.ts": `import { log } from "hindlog";
import { Worker } from "node:worker_threads";
const worker = new Worker(new URL("./part.ts", import.meta.url));
worker.on("message", (sum: number) => log("sum", sum));
`,
    "src/part.ts": `import { log } from "hindlog";
import { parentPort } from "node:worker_threads";
let sum = 0;
for (let round = 0; round < 3; round++) {
  sum += round;
  log("half", sum / 2); //+
}
parentPort!.postMessage(sum);
`,
  });
  expect(await reasons(project)).toEqual([
    expect.stringContaining("src/part.ts ran in a worker thread, not in the main thread of the program, and a replay starts no worker threads"),
  ]);
});

it("says that the place of a statement is not in an old version", async () => {
  const project = await recordedProject({ "src/main.ts": PROGRAM });
  project.write({
    "src/main.ts":
      'import { log } from "hindlog";\nexport function other(values: string[]): void {\n  for (const value of values) {\n    if (value.length > 3) log("half", value);\n  }\n}\n',
  });
  const [reason] = await reasons(project);
  expect(reason).toMatch(/absent|ambiguous|unbound/);
  const frame = await project.hindlog(["dataframe", "half", "total"]);
  expect(frame.stdout).toContain("0.");
});

it("says that an object had no such member, though no run loaded the file that declares it", async () => {
  const program = `import { log } from "hindlog";
import type { Round } from "./round.js";
const rounds: Round[] = [{ index: 0 }, { index: 1 }];
let total = 0;
for (const round of rounds) {
  total += round.index;
  log("half", round.weight); //+
  log("total", total);
}
`;
  const project = await recordedProject({ "src/main.ts": program, "src/round.ts": "export interface Round {\n  index: number;\n  weight?: number; //+\n}\n" });
  const told = "round.weight does not exist there: Round (src/round.ts, line 1 there) has no weight";
  expect(await reasons(project)).toEqual([`type-error: ${told}`]);
  const [version] = await propagateIntoVersions(project.root, { targets: ["half"] });
  expect(version).toMatchObject({ verdict: "type-error", reason: told, patch: "" });
});

it("needs no package of which only types are imported, whether the import says so or not", async () => {
  const text = `import { Shape } from "shapes";\n${PROGRAM.replace("let total = 0", "let total: Shape | number = 0")}`.replaceAll(
    "total / 2",
    "(total as number) / 2",
  );
  const project = await recordedProject({ "src/main.ts": text.replace("total += Math", "total = (total as number) + Math") });
  const result = await backfill(project, { targets: ["half"] });
  expect(result.refused).toEqual([]);
  expect(rowsOf(result, "half")).toHaveLength(3);
});

it("says that the lock file is another one, and which package is missing", async () => {
  const files = { "src/main.ts": `import { value } from "pkg";\n${PROGRAM.replace("Math.random()", "value")}` };
  const project = makeProject({ ...files, "src/main.ts": files["src/main.ts"].replace(/.*\/\/\+\n/, ""), "package-lock.json": "{}\n" });
  const folder = join(project.root, "node_modules/pkg");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{"name":"pkg","type":"module","exports":"./index.js"}');
  writeFileSync(join(folder, "index.js"), "export const value = 0.25;\n");
  await recordRun(project);
  project.write({ "src/main.ts": files["src/main.ts"].replace(" //+", "") });
  expect(rowsOf(await backfill(project, { targets: ["half"] }), "half")).toEqual([0.125, 0.25, 0.375].map((half, round) => ({ round, half })));
  project.write({ "src/main.ts": files["src/main.ts"].replace(" //+", "").replace("total / 2", "total / 4") });
  // The lock file is of other packages, too: this one is what it was.
  project.write({ "package-lock.json": '{"changed":true}\n' });
  expect(rowsOf(await backfill(project, { targets: ["half"] }), "half")).toEqual([0.0625, 0.125, 0.1875].map((half, round) => ({ round, half })));
  project.write({ "package-lock.json": "{}\n", "src/main.ts": files["src/main.ts"].replace(" //+", "").replace("total / 2", "total / 8") });
  rmSync(folder, { recursive: true });
  expect((await reasons(project))[0]).toMatch(/"pkg".*is not installed.*npm install/);
  project.write({ "package-lock.json": '{"changed":true}\n' });
  expect((await reasons(project))[0]).toMatch(/package-lock.json of that version.*another one today/);
});

it("says when a run was killed before it came to the statement", async () => {
  const text = `import { log } from "hindlog";
for (let round = 0; round < 3; round++) {
  log("round", round);
  if (round === 1) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150); process.kill(process.pid, "SIGKILL"); }
}
log("after", 1); //+
`;
  const project = makeProject({ "src/main.ts": text.replace(/.*\/\/\+\n/, "") });
  await project.hindlog(["run", "src/main.ts"]);
  project.write({ "src/main.ts": text.replace(" //+", "") });
  const [reason] = await reasons(project, "after");
  expect(reason).toMatch(/killed before it is known to have come to the statement/);
});

it("ignores runs of other programs of the project", async () => {
  const project = await recordedProject({ "src/main.ts": PROGRAM, "src/other.ts": 'console.log("other", 1);\n' });
  await recordRun(project, { entry: "src/other.ts" });
  const result = await backfill(project, { targets: ["half"] });
  expect(result.refused).toEqual([]);
  expect(result.plan.runs).toHaveLength(1);
});

it("says of a name that its place is in no file of the version, beside names that have theirs, but not of names of other programs", async () => {
  const files = { "src/main.ts": PROGRAM, "src/other.ts": 'console.log("other", 1);\nconsole.log("more", 2); //+\n' };
  const project = await recordedProject(files);
  project.write({ "src/other.ts": versions(files["src/other.ts"]).past });
  await recordRun(project, { entry: "src/other.ts" });
  project.write({
    "src/other.ts": versions(files["src/other.ts"]).newest,
    "src/parts.ts": 'export class Parts {\n  add(part: number): void {\n    console.log("part", part * 2);\n  }\n}\n',
  });
  const ask = async (): Promise<unknown[]> =>
    (await backfill(project, { targets: ["half", "part", "more"] })).refused.map(({ name, reason }) => `${name}: ${reason}`);
  const refused = [
    expect.stringMatching(/^part: .*absent: src\/parts.ts does not exist there/),
    expect.stringMatching(/^part: .*absent: src\/parts.ts does not exist there/),
  ];
  expect(await ask()).toEqual(refused);
  expect(await ask()).toEqual(refused);
});

it("puts statements of another program that looks alike into none of this one's runs", async () => {
  const program = (start: number): string => `let sum = ${start};
for (let i = 0; i < 4; i++) {
  sum += i;
  console.log("total", sum); //+
  console.log("i", i);
}
`;
  const files = { "src/main.ts": program(0), "src/other.ts": program(100) };
  const project = await recordedProject(files);
  project.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, versions(text).past])));
  await recordRun(project, { entry: "src/other.ts" });
  project.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, versions(text).newest])));
  const { cells, refused } = await backfill(project, { targets: ["total"] });
  expect(refused).toEqual([]);
  expect(cells.map(({ value, verdict }) => [value, verdict])).toEqual([0, 1, 3, 6, 100, 101, 103, 106].map((value) => [value, "verified"]));
});
