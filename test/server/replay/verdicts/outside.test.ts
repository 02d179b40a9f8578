/** What is outside of a program and not as it was when the past run was made. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Project } from "../../../programs/support/project.ts";
import { backfill, byHand, recordedProject, rowsByHand, type Recording } from "../recorded-project.ts";

/** A loop that records `x` and looks at what `statements` say. */
function program(head: string, statements: readonly string[]): string {
  return `import { log } from "hindlog";
${head}
let x = 0;
for (let i = 0; i < 3; i++) {
  x += Math.random();
  log("x", x);
${statements.map((text) => `  ${text} //+`).join("\n")}
}
`;
}

const QUICK: Recording = { checkpoints: "off" };

/** By name: the verdict of its three values, and why. */
async function verdictsOf(project: Project, names: readonly string[]): Promise<Record<string, string>> {
  const { cells, refused } = await backfill(project, { targets: names });
  expect(refused).toEqual([]);
  const said = (name: string): string =>
    [...new Set(cells.filter((cell) => cell.name === name).map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${reason}`)))].join();
  return Object.fromEntries(names.map((name) => [name, said(name)]));
}

it("gives a replay the time zone and the language of the past run", async () => {
  const files = {
    "src/main.ts": program("const at = new Date(1.7e12);", ['log("seen", `${at.getHours()} ${(x * 1000).toLocaleString()}`);']),
  };
  const recording = { ...QUICK, env: { TZ: "Asia/Tokyo", LC_ALL: "de_DE.UTF-8" } };
  const project = await recordedProject(files, recording);
  expect(await verdictsOf(project, ["seen"])).toEqual({ seen: "verified" });
  const seen = (rows: readonly unknown[]): string[] => rows.map((row) => (row as { seen: string }).seen);
  const found = seen(await rowsByHand(project, "seen"));
  expect(found).toEqual(seen(await byHand(files, "seen", recording)));
  expect(found[0]).toMatch(/^7 /);
});

it("does not call values verified that may come from what the replay asked for and did not get", async () => {
  const head = `import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { Worker } from "node:worker_threads";
const typed = readFileSync(0, "utf8").length;
const fetched = await new Promise((done) => get({ host: "127.0.0.1", port: 9 }, done).on("error", () => done("one")));
let said = 1;
try { said = Number(execFileSync("echo", ["2"])); } catch {}
const worked = await new Promise<number>((done) => {
  try {
    const worker = new Worker("require('node:worker_threads').parentPort.postMessage(2)", { eval: true });
    worker.on("message", done);
  } catch { done(1); }
});
void [typed, fetched, said, worked];`;
  const names = ["typed", "fetched", "said", "worked"];
  const statements = [...names.map((name) => `log("from ${name}", ${name});`), 'log("double", x * 2);'];
  const project = await recordedProject({ "src/main.ts": program(head, statements) }, QUICK);
  const lost = (what: string): string => `unverifiable: it may come from ${what}, which the replay asked for and did not get`;
  expect(await verdictsOf(project, [...names.map((name) => `from ${name}`), "double"])).toEqual({
    "from typed": lost("its standard input"),
    "from fetched": lost("the network"),
    "from said": lost("another process"),
    "from worked": lost("a worker thread"),
    double: "verified",
  });
});

it("verifies what was computed before a worker was started, by checkpoints too, which hold the class", async () => {
  const text = `import { log } from "hindlog";
import { Worker } from "node:worker_threads";
let sum = 0;
for (let i = 0; i < 4; i++) {
  sum += i;
  log("sum", sum);
  log("double", sum * 2); //+
}
try {
  new Worker("", { eval: true });
} catch {}
`;
  const project = await recordedProject({ "src/main.ts": text }, { checkpoints: "all" });
  expect(await verdictsOf(project, ["double"])).toEqual({ double: "verified" });
});

it("does not call values verified that may come from a write that was refused and caught", async () => {
  const head = `import { copyFileSync, writeFileSync } from "node:fs";
const place = process.env.PLACE ?? "";
let kept = 0;
try { writeFileSync(place, "1"); kept = 1; } catch {}
let copied = 0;
try { copyFileSync("package.json", place); copied = 1; } catch {}
void [kept, copied];`;
  const statements = ['log("from kept", kept);', 'log("from copied", copied);', 'log("double", x * 2);'];
  const place = join(mkdtempSync(join(tmpdir(), "hindlog-")), "file");
  const project = await recordedProject({ "src/main.ts": program(head, statements) }, { ...QUICK, env: { PLACE: place } });
  const lost = "unverifiable: it may come from writing outside of the project, which the replay asked for and did not get";
  expect(await verdictsOf(project, ["from kept", "from copied", "double"])).toEqual({ "from kept": lost, "from copied": lost, double: "verified" });
});

it("does not call what is left of a path of the replay's own temporary folder a value of the past run", async () => {
  const head = 'import { tmpdir } from "node:os";';
  const project = await recordedProject(
    { "src/main.ts": program(head, ['log("where", /\\w+-\\w+-\\w+(?=.tmp$)/.exec(tmpdir())?.[0]);', 'log("double", x * 2);']) },
    QUICK,
  );
  expect(await verdictsOf(project, ["where", "double"])).toEqual({ where: "unverifiable: it holds a path of the replay's own folder", double: "verified" });
});

const PACKAGES = {
  "node_modules/scale/package.json": '{ "name": "scale", "version": "1.0.0", "dependencies": { "factor": "1" } }',
  "node_modules/scale/index.js": 'exports.scale = (value) => value * require("factor");',
  "node_modules/factor/package.json": '{ "name": "factor", "version": "1.0.0" }',
  "node_modules/factor/index.js": "module.exports = 2;",
};
const USES = program('import { scale } from "scale";\nvoid scale;', ['log("scaled", scale(1) + x);', 'log("double", x * 2);']);
const LOCK = JSON.stringify({ lockfileVersion: 3, packages: { "node_modules/scale": { version: "1.0.0" }, "node_modules/factor": { version: "1.0.0" } } });

/** All files of the packages, written anew. */
function reinstall(project: Project, change: Readonly<Record<string, string>> = {}): void {
  for (const path of Object.keys(PACKAGES)) rmSync(`${project.root}/${path}`);
  project.write({ ...PACKAGES, ...change });
}

it("does not call values of packages verified that were changed since, with nothing that says they are the same", async () => {
  const project = await recordedProject({ ...PACKAGES, "src/main.ts": USES }, QUICK);
  reinstall(project, { "node_modules/factor/index.js": "module.exports = 3;" });
  expect(await verdictsOf(project, ["scaled", "double"])).toEqual({
    scaled: "unverifiable: the package scale was installed since the past run began, and there is no lock file that says what it was",
    double: "verified",
  });
});

it("takes packages that the same lock file installed anew for the same, but not a file that was changed by itself", async () => {
  const project = await recordedProject({ ...PACKAGES, "package-lock.json": LOCK, "src/main.ts": USES }, QUICK);
  const main = readFileSync(`${project.root}/src/main.ts`, "utf8");
  const again = (name: string): void => project.write({ "src/main.ts": main.replaceAll('"scaled"', `"${name}"`) });
  expect(await verdictsOf(project, ["scaled"])).toEqual({ scaled: "verified" });
  project.write({ "node_modules/factor/index.js": "module.exports = 3;" });
  again("patched");
  expect(await verdictsOf(project, ["patched"])).toEqual({ patched: "unverifiable: files of the package factor were changed since the past run began" });
  reinstall(project);
  again("reinstalled");
  expect(await verdictsOf(project, ["reinstalled"])).toEqual({ reinstalled: "verified" });
  project.write({ "node_modules/.package-lock.json": LOCK });
  again("installed by npm");
  expect(await verdictsOf(project, ["installed by npm"])).toEqual({ "installed by npm": "verified" });
  await new Promise((done) => setTimeout(done, 20));
  project.write({ "node_modules/factor/index.js": "module.exports = 3;" });
  again("edited");
  expect(await verdictsOf(project, ["edited"])).toEqual({ edited: "unverifiable: node_modules/factor/index.js was changed after the packages were installed" });
  reinstall(project);
  project.write({ "node_modules/factor/package.json": '{ "name": "factor", "version": "2.0.0" }' });
  project.write({ "node_modules/.package-lock.json": LOCK });
  again("other");
  expect(await verdictsOf(project, ["other"])).toEqual({ other: "unverifiable: the package factor is 2.0.0 today, the lock file says 1.0.0" });
});

it("calls nothing verified under another major version of Node", async () => {
  const project = await recordedProject({ "src/main.ts": program("", ['log("double", x * 2);']) }, QUICK);
  const run = join(project.root, ".hindlog/runs", readdirSync(join(project.root, ".hindlog/runs"))[0]!, "run.json");
  writeFileSync(run, readFileSync(run, "utf8").replace(JSON.stringify(process.version), '"v18.1.0"'));
  expect((await verdictsOf(project, ["double"]))["double"]).toMatch(/^unverifiable: the past run used Node v18\.1\.0, this replay v/);
});

it("gives a replay the variables of the environment that the program names, but for secrets", async () => {
  const files = {
    "src/main.ts": program('const { LR: rate = "1", API_TOKEN: token } = process.env;\nconst many = Number(process.env["MANY"] ?? 1);', [
      'log("rate", Number(rate) * x);',
      'log("many", many * 2);',
      'log("signed", `${token?.length}`);',
      'log("signed first", token?.[0]);',
    ]),
  };
  const recording = { ...QUICK, env: { LR: "0.5", MANY: "7", API_TOKEN: "abc" } };
  const project = await recordedProject(files, recording);
  const changed = expect.stringMatching(/^unverifiable: .*API_TOKEN/) as string;
  expect(await verdictsOf(project, ["rate", "many", "signed", "signed first"])).toEqual({
    rate: "verified",
    many: "verified",
    signed: changed,
    "signed first": changed,
  });
  for (const name of ["rate", "many"]) {
    const values = (rows: readonly unknown[]): unknown[] => rows.map((row) => (row as Record<string, unknown>)[name]);
    expect(values(await rowsByHand(project, name))).toEqual(values(await byHand(files, name, recording)));
  }
  const folder = readdirSync(join(project.root, ".hindlog/runs"))[0]!;
  expect(readFileSync(join(project.root, ".hindlog/runs", folder, "journal")).includes("abc")).toBe(false);
});

it("names the variable behind a difference, and looks once more where it is asked to", async () => {
  const files = {
    "src/main.ts": program('const token = process.env.API_TOKEN ?? "";', ['log("double", x * 2);']).replace('log("x", x)', 'log("x", x + token.length)'),
  };
  const project = await recordedProject(files, { ...QUICK, env: { API_TOKEN: "abc" } });
  expect((await verdictsOf(project, ["double"]))["double"]).toMatch(/^diverged: .*; it asks for the environment variable API_TOKEN, which is another today/);
  const env = { API_TOKEN: "abc" };
  expect((await project.hindlog(["backfill", "double"], { env })).stdout).toMatch(/values already known \(--again looks once more/);
  await project.hindlog(["backfill", "double", "--again"], { env });
  expect((await verdictsOf(project, ["double"]))["double"]).toBe("verified");
  await project.hindlog(["backfill", "double", "--again"]);
  expect((await verdictsOf(project, ["double"]))["double"]).toBe("verified");
});

it("does not call values verified that may come from a variable that only a package asks for, or by a name that is computed", async () => {
  const files = {
    "node_modules/factor/package.json": '{ "name": "factor", "version": "1.0.0" }',
    "node_modules/factor/index.js": "module.exports = Number(process.env.SCALE ?? 1);",
    "node_modules/plain/package.json": '{ "name": "plain", "version": "1.0.0" }',
    "node_modules/plain/index.js": "module.exports = (value) => value + 1;",
    "node_modules/scale/package.json": '{ "name": "scale", "version": "1.0.0", "dependencies": { "factor": "1" } }',
    "node_modules/scale/index.js": 'exports.scale = (value) => value * require("factor");\nexports.names = () => Object.keys(process.env).length;',
    "src/main.ts": program(
      'import { names, scale } from "scale";\nimport plain from "plain";\nconst read = (name: string) => process.env[`${name}_SIZE`] ?? "";\nconst size = read("STEP");',
      ['log("scaled", scale(1) + x);', 'log("plainly", plain(2));', 'log("sized", size + x);', 'log("double", x * 2);'],
    ),
  };
  const unread = {
    ...files,
    "node_modules/factor/index.js": "module.exports = 1;",
  };
  const project = await recordedProject(files, { ...QUICK, env: { SCALE: "3", STEP_SIZE: "5" } });
  expect(await verdictsOf(project, ["scaled", "plainly", "sized", "double"])).toEqual({
    plainly: "verified",
    scaled: "unverifiable: it may come from a package that asked for the environment variable SCALE, which is not what it was",
    sized: "unverifiable: it may come from the environment variable STEP_SIZE, which is not what it was, and which its text does not name",
    double: "verified",
  });
  const other = await recordedProject(unread, { ...QUICK, env: { SCALE: "3" } });
  expect(await verdictsOf(other, ["scaled", "sized"])).toEqual({ scaled: "verified", sized: "verified" });
});
