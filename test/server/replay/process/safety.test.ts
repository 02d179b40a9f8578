/** A replay cannot change the world: writes stay in the scratch tree, there is no network, no process is started. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hashTree, makeProject } from "../../../programs/support/project.ts";
import { backfill, byHand, recordedProject, recordRun, rowsOf, versions } from "../recorded-project.ts";

it("keeps writes in the scratch tree and takes it away afterwards", async () => {
  const files = {
    "src/main.ts": `import { log } from "hindlog";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
mkdirSync("out", { recursive: true });
let sum = 0;
for (let round = 0; round < 4; round++) {
  sum += Number(readFileSync("data/input.txt", "utf8")) * Math.random();
  writeFileSync(\`out/\${round}.txt\`, String(sum));
  appendFileSync("out/all.txt", "x");
  log("sum", sum);
  log("half", sum / 2); //+
}
`,
    "data/input.txt": "3",
  };
  const project = await recordedProject(files);
  const before = hashTree(project.root);
  const result = await backfill(project, { targets: ["half"] });
  expect(hashTree(project.root)).toBe(before);
  expect(rowsOf(result, "half")).toEqual(await byHand(files, "half"));
  expect(readFileSync(join(project.root, "out/all.txt"), "utf8")).toBe("xxxx");
  expect(readdirSync(join(project.root, ".hindlog/worktrees"))).toEqual([]);
});

it("copies data that git ignores", async () => {
  const text = `import { log } from "hindlog";
import { readFileSync } from "node:fs";
const values = JSON.parse(readFileSync(new URL("../data/values.json", import.meta.url), "utf8")) as number[];
for (const [index, value] of values.entries()) {
  log("value", value);
  log("square", value * value * index); //+
}
`;
  const { past, newest } = versions(text);
  const project = makeProject({ "src/main.ts": past, ".gitignore": "node_modules/\n.hindlog/\ndata/\n", "data/values.json": "[3,1,2]" });
  await recordRun(project);
  project.write({ "src/main.ts": newest });
  expect(rowsOf(await backfill(project, { targets: ["square"] }), "square")).toEqual([0, 1, 8].map((square, index) => ({ index, square })));
});

/** A run keeps variables that are named; what makes a replay reach out here is not to be given back. */
const REACHING_OUT: Record<string, string> = {
  "a write outside": `writeFileSync(today("OUTSIDE"), "x");`,
  "a write through a linked package": `writeFileSync("node_modules/escaped.txt", "x");`,
  "a child process": `spawnSync(process.execPath, ["-e", "require('fs').writeFileSync(process['env']['OUTSIDE'], 'x')"]);`,
  "a worker": `new Worker("require('fs').writeFileSync(process['env']['OUTSIDE'], 'x')", { eval: true });`,
  "a connection": `await fetch(today("URL"));`,
};

it.each(Object.entries(REACHING_OUT))("refuses %s", async (_, code) => {
  const text = `import { log } from "hindlog";
import { writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { Worker } from "node:worker_threads";
const today = (name: string): string => process.env[name] ?? "";
let done = 0;
for (let round = 0; round < 2; round++) done += round;
log("early", done);
log("late", done + 1); //+
if (today("PAST") === "") { ${code} }
void [writeFileSync, spawnSync, Worker];
`;
  const { past, newest } = versions(text);
  const project = makeProject({ "src/main.ts": past });
  const outside = join(project.root, "..", "outside.txt");
  await recordRun(project, { env: { PAST: "1" }, checkpoints: "off" });
  project.write({ "src/main.ts": newest });
  process.env["OUTSIDE"] = outside;
  process.env["URL"] = "http://127.0.0.1:9/";
  const result = await backfill(project, { targets: ["late"], level: 4 });
  expect(existsSync(outside)).toBe(false);
  expect(existsSync(join(project.root, "node_modules/escaped.txt"))).toBe(false);
  expect(result.refused.map((one) => one.reason).join()).toMatch(/scratch tree|Access to this API|asks nobody|installed packages|starts no/);
});

it("gives packages the constants, names of modules and errors that they ask process.binding for, and no other binding", async () => {
  const files = {
    "node_modules/old-files/package.json": `{ "name": "old-files", "version": "1.0.0", "main": "index.js" }`,
    "node_modules/old-files/index.js": `const constants = process.binding("constants");
exports.flags = constants.fs.O_CREAT | constants.os.errno.EBADF | constants.os.signals.SIGINT | constants.zlib.Z_BEST_SPEED;
const names = Object.keys(process.binding("natives")).filter((name) => !/^_|^internal|\\//.test(name));
const { errname, UV_EINVAL } = process.binding("uv");
exports.known = [names.includes("fs") && !names.includes("lodash"), errname(-2), errname(UV_EINVAL)].join();
`,
    "src/main.ts": `import { log } from "hindlog";
import { flags, known } from "old-files";
let sum = 0;
for (let round = 0; round < 3; round++) {
  sum += flags * round;
  log("sum", sum + known);
  log("half", sum / 2); //+
}
`,
  };
  const project = await recordedProject(files);
  expect(rowsOf(await backfill(project, { targets: ["half"] }), "half")).toEqual(await byHand(files, "half"));

  const reaching = { ...files, "node_modules/old-files/index.js": `exports.flags = Object.keys(process.binding("spawn_sync")).length;\nexports.known = "";\n` };
  const refused = await backfill(await recordedProject(reaching), { targets: ["half"] });
  expect(refused.refused.map(({ reason }) => reason).join()).toContain("process.binding");
});
