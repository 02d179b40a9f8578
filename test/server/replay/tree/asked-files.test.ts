/** Files that a run used by name are for a replay what they were, whatever became of them since. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { restoreFiles } from "../../../../server/replay/tree/asked-files.ts";
import { makeProject, type Files, type Project } from "../../../programs/support/project.ts";
import { backfill, byHand, recordedProject, recordRun, rowsByHand, versions, type Recording } from "../recorded-project.ts";

const IGNORED = { ".gitignore": "node_modules/\n.hindlog/\nout/\ndata/\n" };
const QUICK: Recording = { checkpoints: "off" };

async function verdicts(project: Project, names: readonly string[]): Promise<Record<string, string>> {
  const { cells, refused } = await backfill(project, { targets: names });
  expect(refused).toEqual([]);
  const said = (name: string): string =>
    [...new Set(cells.filter((cell) => cell.name === name).map(({ verdict, reason, value }) => `${verdict}: ${reason ?? JSON.stringify(value)}`))].join();
  return Object.fromEntries(names.map((name) => [name, said(name)]));
}

/** Goes on where the run before it ended. */
const RESUMED = `import { log } from "hindlog";
import * as fs from "node:fs";
import { readdir, rename, writeFile } from "node:fs/promises";
let state = { epoch: 0, weight: 0.5, large: "x".repeat(70_000) };
if (fs.existsSync("out/state.json")) state = JSON.parse(fs.readFileSync("out/state.json", "utf8"));
const end = state.epoch + 3;
while (state.epoch < end) {
  state.epoch++;
  state.weight += Math.sqrt(state.epoch) * Math.random();
  log("epoch", state.epoch);
  fs.mkdirSync("out", { recursive: true });
  await writeFile(\`out/new.json\`, JSON.stringify(state));
  await rename("out/new.json", new URL("../out/state.json", import.meta.url));
  fs.appendFileSync(Buffer.from("out/log.txt"), "x");
  log("weight", state.weight); //+
  const files = (await readdir("out")).length + fs.statSync("out/log.txt").size;
  void files;
  log("files", files); //+
}
`;

it.each(["kept in versions", "ignored"])("a program that goes on where its last run ended, by files that are %s", async (which) => {
  const files: Files = { ...(which === "ignored" ? IGNORED : {}), "src/main.ts": RESUMED };
  const project = await recordedProject(files, QUICK);
  const { past, newest } = versions(RESUMED);
  project.write({ "src/main.ts": past });
  await recordRun(project, QUICK);
  await recordRun(project, QUICK);
  project.write({ "src/main.ts": newest });
  const { cells, refused } = await backfill(project, { targets: ["weight", "files"] });
  expect(refused).toEqual([]);
  expect([...new Set(cells.map(({ verdict }) => verdict))]).toEqual(["verified"]);
  const hand = makeProject({ ...files, "src/main.ts": newest });
  for (let run = 0; run < 3; run++) await recordRun(hand, QUICK);
  for (const name of ["weight", "files"]) {
    const valuesIn = async (one: Project): Promise<unknown[]> => (await rowsByHand(one, name)).map((row) => (row as Record<string, unknown>)[name]);
    const values = await valuesIn(hand);
    expect(values).toHaveLength(9);
    expect(await valuesIn(project)).toEqual(values);
  }
});

const READING = `import { log } from "hindlog";
import { existsSync, readdirSync, readFileSync } from "node:fs";
const rate = Number(readFileSync("data/rate.txt", "utf8"));
const isFast = existsSync("data/fast");
const names = readdirSync("data");
let x = 0;
for (let i = 0; i < 2; i++) {
  x += Math.random();
  log("x", x);
  log("rated", rate); //+
  log("fast", isFast); //+
  log("names", names.length); //+
}
`;

it("a folder that the program makes, fills and takes away again by its name", async () => {
  const text = `import { log } from "hindlog";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
mkdirSync("work/in", { recursive: true });
let sum = 0;
for (let i = 0; i < 3; i++) {
  writeFileSync(\`work/in/\${i}.txt\`, "x".repeat(i));
  sum += readFileSync(\`work/in/\${i}.txt\`, "utf8").length + readdirSync("work/in").length;
  log("sum", sum);
  log("double", sum * 2); //+
}
rmSync("work", { recursive: true });
`;
  const project = await recordedProject({ ...IGNORED, "src/main.ts": text }, QUICK);
  expect(await verdicts(project, ["double"])).toEqual({ double: "verified: 2,verified: 8,verified: 18" });
});

it("a data file that was changed or deleted, and one that was made since", async () => {
  const files = { ...IGNORED, "data/rate.txt": "2", "src/main.ts": READING };
  const right = { rated: "verified: 2", fast: "verified: false", names: "verified: 1" };
  const changes: ((data: string) => void)[] = [
    (data) => writeFileSync(join(data, "rate.txt"), "3"),
    (data) => rmSync(data, { recursive: true }),
    (data) => writeFileSync(join(data, "fast"), ""),
    (data) => {
      rmSync(data, { recursive: true });
      mkdirSync(data);
    },
  ];
  for (const change of changes) {
    const project = await recordedProject(files, QUICK);
    change(join(project.root, "data"));
    expect(await verdicts(project, ["rated", "fast", "names"])).toEqual(right);
  }
  expect(await byHand(files, "rated", QUICK)).toEqual([0, 1].map((i) => ({ i, rated: 2 })));
});

it("says so where another run used a file at the same time that the program reads back", async () => {
  const text = `import { log } from "hindlog";
import fs from "node:fs";
const data = fs.readFileSync("data/words.txt", "utf8");
for (let i = 0; i < 20; i++) {
  fs.appendFileSync("shared.txt", "x");
  const seen = fs.readFileSync("shared.txt", "utf8").length + data.length;
  log("i", i);
  await new Promise((done) => setTimeout(done, 150));
  void seen;
  log("seen", seen); //+
}
`;
  const project = makeProject({ ...IGNORED, "data/words.txt": "one", "src/main.ts": versions(text).past });
  await Promise.all([recordRun(project, QUICK), recordRun(project, QUICK)]);
  project.write({ "src/main.ts": versions(text).newest });
  const together = "unverifiable: another run changed shared.txt at the same time, and the program may read what it wrote";
  expect(await verdicts(project, ["seen"])).toEqual({ seen: together });
});

it("says so where somebody else changed a file while the program read it, and executes all where what a jump leaves out wrote it", async () => {
  const text = `import { log } from "hindlog";
import fs from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
let x = 0;
for (let i = 0; i < 12; i++) {
  const words = fs.readFileSync("data/words.txt", "utf8");
  x += i;
  log("x", x);
  await wait(40);
  void words;
  log("words", words); //+
}
for (let i = 0; i < 6; i++) {
  x += i;
  fs.appendFileSync("out.txt", "abc");
  log("x", x);
}
const bytes = fs.existsSync("out.txt") ? fs.readFileSync("out.txt").length : 0;
log("bytes", bytes); //+
`;
  const project = makeProject({ ...IGNORED, "data/words.txt": "one", "src/main.ts": versions(text).past });
  const recording = recordRun(project);
  const changing = setInterval(() => writeFileSync(join(project.root, "data/words.txt"), "two"), 20);
  await recording;
  clearInterval(changing);
  project.write({ "src/main.ts": versions(text).newest });
  const changed = "unverifiable: it reads data/words.txt, which was changed since the past run began";
  expect(await verdicts(project, ["words"])).toEqual({ words: changed });
  const quiet = makeProject({ ...IGNORED, "data/words.txt": "one", "src/main.ts": versions(text).past });
  await recordRun(quiet);
  quiet.write({ "src/main.ts": versions(text).newest });
  expect(await verdicts(quiet, ["bytes"])).toEqual({ bytes: "verified: 18" });
});

it("knows a folder that the run made on the way to another one", async () => {
  const text = `import { log } from "hindlog";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
mkdirSync("data/made/deep", { recursive: true });
writeFileSync("data/made/a.txt", "a");
const names = readdirSync("data/made", { recursive: true });
for (let i = 0; i < 2; i++) {
  log("i", i);
  log("names", names.length); //+
}
`;
  const project = await recordedProject({ ...IGNORED, "src/main.ts": text }, QUICK);
  const { cells } = await backfill(project, { targets: ["names"] });
  expect(cells.map(({ verdict, value }) => [verdict, value])).toEqual([
    ["verified", 2],
    ["verified", 2],
  ]);
});

it("says why no value was found where the replay goes another way", async () => {
  const text = `import { log } from "hindlog";
import { readFileSync } from "node:fs";
const end = Number(readFileSync("data/count.txt", "utf8"));
for (let i = 0; i < end; i++) {
  log("i", i);
  log("twice", i * 2); //+
}
`;
  const project = await recordedProject({ ...IGNORED, "data/count.txt": "2", "src/main.ts": text }, { ...QUICK, env: { HINDLOG_FILE_BYTES: "0" } });
  project.write({ "data/count.txt": "0" });
  const { cells, refused } = await backfill(project, { targets: ["twice"] });
  expect(cells).toEqual([]);
  expect(refused.map(({ reason }) => reason)).toEqual([
    'the replay did not do what the past run did: record "i" in i 0 did not come: the replay ended before it; it reads data/count.txt, which was changed since the past run began',
  ]);
});

it("says so where a file that was too large to keep, or may be a secret, was changed or deleted", async () => {
  const text = READING.replaceAll("data/rate.txt", "data/token.txt");
  const files = { ...IGNORED, "data/token.txt": "2", "data/rate.txt": "2", "src/main.ts": text };
  const gone = "unverifiable: it reads data/token.txt, which was changed since the past run began";
  for (const change of [(path: string): void => writeFileSync(path, "3"), (path: string): void => rmSync(path)]) {
    const project = await recordedProject(files, QUICK);
    change(join(project.root, "data/token.txt"));
    const { cells } = await backfill(project, { targets: ["fast"] });
    for (const { verdict, reason } of cells) expect(`${verdict}: ${reason}`).toBe(gone);
  }
  const large = await recordedProject({ ...IGNORED, "data/rate.txt": "2".padEnd(70_000), "src/main.ts": READING }, QUICK);
  large.write({ "data/rate.txt": "3" });
  expect(await verdicts(large, ["rated"])).toEqual({ rated: "unverifiable: it reads data/rate.txt, which was changed since the past run began" });
});

it("writes and removes nothing outside of the scratch tree, whatever a run folder says", async () => {
  const base = mkdtempSync(join(tmpdir(), "hindlog-"));
  const top = join(base, "scratch");
  const root = join(top, "up/tree");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(base, "mine"), "mine");
  const paths = ["../../../mine", "a/../../../../mine", "..", ".", "../..", "a/../.."];
  for (const kind of ["missing", "file", "folder"] as const) {
    const files = paths.map((path) => ({ type: "file" as const, path, kind, ...(kind === "file" ? { content: "AAAA" } : {}), names: [] }));
    await restoreFiles({ files, projectRoot: root, root, top, beganMs: 0, modules: new Set() });
  }
  expect(readFileSync(join(base, "mine"), "utf8")).toBe("mine");
  expect(readdirSync(base).sort()).toEqual(["mine", "scratch"]);
  expect(existsSync(root)).toBe(true);
});
