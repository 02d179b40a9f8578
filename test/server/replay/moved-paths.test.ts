/** Programs that print, keep and measure paths of their own folder, which is another one in a replay. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { makeProject, type Project } from "../../programs/support/project.ts";
import { backfill, recordedProject, recordRun, versions, type Recording } from "./recorded-project.ts";

const HEAD = `import { log } from "hindlog";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
const here = dirname(fileURLToPath(import.meta.url));
class Trainer {
  files: string[] = [];
  byName = new Map<string, number>();
  w = 1;
  constructor(readonly outDir: string) { mkdirSync(outDir, { recursive: true }); }
  epoch(e: number): string {
    for (let i = 0; i < 50; i++) this.w += Math.random() * 0.01;
    const file = join(this.outDir, \`weights-\${e}.json\`);
    writeFileSync(file, JSON.stringify({ w: this.w }));
    this.files.push(file);
    this.byName.set(file, this.w);
    return file;
  }
}
const trainer = new Trainer(resolve("out"));
const size = 4, batch = [1, 2, 3];
console.log("writing to", trainer.outDir, here, new URL(".", import.meta.url));
`;

function program(statements: readonly string[]): string {
  return `${HEAD}for (let epoch = 0; epoch < 8; epoch++) {
  const file = trainer.epoch(epoch);
  console.log("saved", file, trainer.w);
${statements.map((text) => `  ${text} //+`).join("\n")}
}
`;
}

/** What a project's only run has of some names, without the folder of the project. */
async function told(project: Project, names: readonly string[]): Promise<string> {
  const { stdout } = await project.hindlog(["dataframe", ...names, "--format", "json"]);
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  return JSON.stringify(
    rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))),
    null,
    1,
  ).replaceAll(project.root.slice(1), "ROOT");
}

/** The same where the statements were put in by hand. */
async function toldByHand(text: string, names: readonly string[]): Promise<string> {
  const project = makeProject({ "src/main.ts": versions(text).newest });
  await recordRun(project, { checkpoints: "off" });
  return await told(project, names);
}

const SAME = {
  half: "trainer.w / 2 + size",
  where: "file",
  url: "import.meta.url",
  script: "basename(process.argv[1]!)",
  self: "basename(fileURLToPath(import.meta.url))",
  isMain: "process.argv[1] === fileURLToPath(import.meta.url)",
  cwd: "process.cwd()",
  name: "basename(here)",
  within: "relative(here, trainer.outDir)",
  bare: "process.cwd().replace(/^\\//, '')",
  last: 'file.split("/").pop()',
  held: "trainer.files",
  keys: "[...trainer.byName.keys()]",
  count: "trainer.files.length",
  text: "`${file}: ${trainer.w}`",
  mean: "trainer.w / batch.length",
};

const RECORDINGS: Readonly<Record<string, Recording>> = { executed: { checkpoints: "off" }, restored: { checkpoints: "all" } };

it.each(Object.keys(RECORDINGS))("paths of the program's folder are those of the past run: %s", async (how) => {
  const files = { "src/main.ts": program(Object.entries(SAME).map(([name, expression]) => `log("${name}", ${expression});`)) };
  const names = Object.keys(SAME);
  const project = await recordedProject(files, RECORDINGS[how]!);
  const { cells, refused } = await backfill(project, { targets: names, ...(how === "restored" ? { where: "epoch > 5" } : {}) });
  expect(refused).toEqual([]);
  expect([...new Set(cells.map(({ name, verdict, reason }) => `${verdict}${reason === undefined ? "" : ` ${name}: ${reason}`}`))]).toEqual(["verified"]);
  const found = await told(project, names);
  expect(found).not.toContain("worktrees");
  if (how === "executed") expect(found).toBe(await toldByHand(files["src/main.ts"], names));
});

it("what is measured of such a path is not called verified, and nothing else is doubted for it", async () => {
  const measured = {
    length: "file.length",
    depth: 'here.split("/").length',
    part: "process.cwd().slice(0, 30)",
    code: "here.charCodeAt(40)",
    bytes: "Buffer.byteLength(import.meta.url)",
    up: 'relative(here, "/srv/data")',
    named: "width",
    helped: "lengthOf(trainer.outDir)",
    script: "process.argv[1]!.length",
    words: "argv.slice(1).map((word) => word.length)",
    self: "itself!.length",
  };
  const sure = {
    sure: "trainer.w + size",
    given: "(process.argv[2] ?? 'none').length",
    rest: "argv.slice(2).map((each) => each.length)",
    first: "option.length",
  };
  const head =
    "const { argv } = process, [, itself, option = 'none'] = process.argv; const width = here.length; function lengthOf(text: string): number { return text.length; }\n";
  const text = (statements: readonly string[]): string => program(statements).replace("for (let epoch", `${head}for (let epoch`);
  const files = {
    "src/main.ts": text(Object.entries({ ...measured, ...sure }).map(([name, expression]) => `log("${name}", ${expression});`)),
  };
  const names = [...Object.keys(measured), ...Object.keys(sure)];
  const project = await recordedProject(files, { checkpoints: "off" });
  const { cells } = await backfill(project, { targets: names });
  const verdicts = Object.fromEntries(names.map((name) => [name, [...new Set(cells.filter((cell) => cell.name === name).map((cell) => cell.verdict))].join()]));
  const expected = (of: object, verdict: string): object => Object.fromEntries(Object.keys(of).map((name) => [name, verdict]));
  expect(verdicts).toEqual({ ...expected(measured, "unverifiable"), ...expected(sure, "verified") });
});

it("what is asked for by such a path is given back", async () => {
  const server = createServer((request, answer) => request.resume().on("end", () => answer.end(String(Math.random()))));
  const port = await new Promise<number>((listening) => server.listen(0, "127.0.0.1", () => listening((server.address() as AddressInfo).port)));
  const asked = `  const kept = await effect(\`size of \${file}\`, async () => performance.now());
  const said = await (await fetch("http://127.0.0.1:${port}/", { method: "POST", body: JSON.stringify({ cwd: process.cwd(), epoch }) })).text();
  console.log("said", said);
`;
  const text = program(['log("twice", kept * 2);'])
    .replace("import { log }", "import { effect, log }")
    .replace('  console.log("saved"', `${asked}  console.log("saved"`);
  const project = await recordedProject({ "src/main.ts": text }, { checkpoints: "off" });
  await new Promise((closed) => server.close(closed));
  const { cells, refused } = await backfill(project, { targets: ["twice"] });
  expect(refused).toEqual([]);
  expect(cells.map(({ verdict, reason }) => reason ?? verdict)).toEqual(Array.from({ length: 8 }, () => "verified"));
});
