/** Programs that make folders with random names, and use the folder for temporary files. */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { makeProject } from "../../programs/support/project.ts";
import { backfill, recordedProject, rowsByHand, type Recording } from "./recorded-project.ts";

const PROGRAM = `import { log } from "hindlog";
import * as fs from "node:fs";
import { mkdtempSync, promises, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
const base = mkdtempSync(join(tmpdir(), "train-"));
const fixed = join(tmpdir(), "FIXED");
fs.mkdirSync(fixed);
const inProject = fs.mkdtempSync("out-");
const held: string[] = [];
let sum = 0;
console.log("in", base, fixed, tmpdir(), inProject);
for (let epoch = 0; epoch < 6; epoch++) {
  const own = await mkdtemp(join(base, "epoch-"));
  const other = await promises.mkdtemp(\`\${fixed}/x-\`);
  sum += Math.random();
  writeFileSync(join(own, "sum"), String(sum));
  held.push(own, other);
  log("own", own);
  log("other", other);
  log("half", sum / 2); //+
  log("all", held.join(" ")); //+
  log("where", [base, fixed, tmpdir(), inProject].join(" ")); //+
  log("url", new URL("file://" + own).href); //+
}
READ
`;

const READS = `console.log(readFileSync(join(held[0]!, "sum"), "utf8"));
for (const folder of [base, fixed, inProject]) rmSync(folder, { recursive: true });`;

const NAMES = ["half", "all", "where", "url"];

it.each<[string, Recording]>([
  ["executed", { checkpoints: "off" }],
  ["restored", { checkpoints: "all" }],
])("folders are those of the past run: %s", async (how, recording) => {
  const fixed = join(tmpdir(), `fixed-${process.pid}-${how}`);
  // Behind what waits for files, or reads what it wrote, nothing is restored.
  const program = how === "executed" ? PROGRAM.replace("READ", READS) : PROGRAM.replaceAll(/await (?:promises\.)?mkdtemp/g, "mkdtempSync").replace("READ", "");
  const project = await recordedProject({ "src/main.ts": program.replace("FIXED", basename(fixed)) }, recording);
  const past = (await rowsByHand(project, "own")) as { own: string }[];
  const others = (await rowsByHand(project, "other")) as { other: string }[];
  for (const made of [fixed, dirname(past[0]!.own)]) rmSync(made, { recursive: true, force: true });
  const { cells, refused, executed } = await backfill(project, { targets: NAMES, ...(how === "restored" ? { where: "epoch > 3" } : {}) });
  expect(refused).toEqual([]);
  expect([...new Set(cells.map(({ name, verdict, reason }) => `${verdict}${reason === undefined ? "" : ` ${name}: ${reason}`}`))]).toEqual(["verified"]);
  expect(Object.values(executed).map((one) => one["src|main.ts#0.0"])).toEqual([how === "restored" ? [4, 5] : [0, 1, 2, 3, 4, 5]]);
  for (const { name, path, value } of cells) {
    const epoch = path["epoch"] as number;
    if (name === "all") expect(value).toBe(Array.from({ length: epoch + 1 }, (_, at) => `${past[at]!.own} ${others[at]!.other}`).join(" "));
    if (name === "url") expect(value).toBe(`file://${past[epoch]!.own}`);
  }
  expect(cells).toHaveLength(how === "restored" ? 8 : 24);
});

it("a folder that is made in code that nobody waits for may have another's name", async () => {
  const text = `import { mkdtemp, rm } from "node:fs/promises";
const make = async (name: string): Promise<void> => {
  for (let i = 0; i < 3; i++) {
    const folder = await mkdtemp(name);
    console.log(name, i);
    console.log("made", folder); //+
    await rm(folder, { recursive: true });
  }
};
await Promise.all([make("a-"), make("b-")]);
`;
  const project = await recordedProject({ "src/main.ts": text }, { checkpoints: "off" });
  const { cells } = await backfill(project, { targets: ["made"] });
  expect(cells.map((cell) => cell.verdict)).not.toContain("verified");
});

it("programs find the paths that the file system gave", async () => {
  const project = makeProject({
    "main.ts": `import { existsSync, mkdtempSync, rmdirSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
for (const folder of [mkdtempSync("a-"), await mkdtemp("b-"), mkdtempSync("c-", "utf8")]) { console.log(/^[abc]-\\w{6}$/.test(folder), existsSync(folder)); rmdirSync(folder); }
console.log(Buffer.isBuffer(mkdtempSync("d-", "buffer")), typeof (await mkdtemp("e-", { encoding: "buffer" })));
`,
  });
  expect((await project.hindlog(["run", "main.ts"])).stdout).toBe("true true\ntrue true\ntrue true\ntrue object\n");
});
