/** Files that are others today than when the past run was made, in ways that a time of change alone does not tell. */
import { renameSync, rmSync, symlinkSync, unlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeProject, type Files, type Project } from "../../../programs/support/project.ts";
import { backfill, versions } from "../recorded-project.ts";

/** A run of a program, made by the runtime alone, with nothing compared but `x`; then the newest source. */
async function recorded(files: Files, prepare: (project: Project) => void = () => undefined): Promise<Project> {
  const texts = (which: "past" | "newest"): Files => Object.fromEntries(Object.entries(files).map(([path, text]) => [path, versions(text)[which]]));
  const project = makeProject({ ".gitignore": "node_modules/\n.hindlog/\ndata*\n", ...texts("past") });
  prepare(project);
  const env = { HINDLOG: "on", HINDLOG_CHECKPOINTS: "off", HINDLOG_FILE_BYTES: "0" };
  expect((await project.run(process.execPath, ["--import", "hindlog/register", "src/main.ts"], { env })).status).toBe(0);
  project.write({ "src/main.ts": texts("newest")["src/main.ts"]! });
  return project;
}

const program = (head: string, expression: string): string => `import { log } from "hindlog";
${head}
for (let x = 0; x < 2; x++) {
  log("x", x);
  log("made", ${expression}); //+
}
`;
const reading = (path: string): string =>
  program(`import { readFileSync } from "node:fs";\nconst data = readFileSync("${path}", "utf8");\nvoid data;`, "data + x");

async function verdicts(project: Project): Promise<string[]> {
  const { cells, refused } = await backfill(project, { targets: ["made"] });
  expect(refused).toEqual([]);
  return [...new Set(cells.map(({ verdict, reason, value }) => `${verdict}: ${reason ?? JSON.stringify(value)}`))];
}

const age = (project: Project, path: string): void => utimesSync(join(project.root, path), new Date("2020-01-01"), new Date("2020-01-01"));
const changed = (path: string): string[] => [`unverifiable: it reads ${path}, which was changed since the past run began`];

it("a file that was changed before it was kept and once more behind that", async () => {
  const project = await recorded({ "words.txt": "one", "src/main.ts": reading("words.txt") });
  project.write({ "words.txt": "two" });
  expect((await project.hindlog(["runs"])).status).toBe(0);
  project.write({ "words.txt": "three" });
  expect(await verdicts(project)).toEqual(changed("words.txt"));
});

it("an older file in its place, a link that leads to another one, a folder by another's name", async () => {
  const older = await recorded({ data1: "one", data2: "two", "src/main.ts": reading("data1") }, (project) => age(project, "data2"));
  renameSync(join(older.root, "data2"), join(older.root, "data1"));
  expect(await verdicts(older)).toEqual(changed("data1"));

  const link = (project: Project, target: string): void => symlinkSync(target, join(project.root, "data"));
  const linked = await recorded({ data1: "one", data2: "two", "src/main.ts": reading("data") }, (project) => link(project, "data1"));
  unlinkSync(join(linked.root, "data"));
  link(linked, "data2");
  expect(await verdicts(linked)).toEqual(changed("data"));

  const throughLink = await recorded({ "data1/a": "one", "src/main.ts": reading("data/a") }, (project) => link(project, "data1"));
  expect(await verdicts(throughLink)).toEqual(['verified: "one0"', 'verified: "one1"']);

  const folders = await recorded({ "data/a": "one", "data2/a": "two", "src/main.ts": reading("data/a") });
  renameSync(join(folders.root, "data"), join(folders.root, "data1"));
  renameSync(join(folders.root, "data2"), join(folders.root, "data"));
  expect(await verdicts(folders)).toEqual(changed("data/a"));
});

it("names in a folder", async () => {
  const list = program('import { readdirSync } from "node:fs";\nconst names = readdirSync("data");\nvoid names;', "names.length");
  const same = await recorded({ "data/a": "one", "src/main.ts": list });
  expect(await verdicts(same)).toEqual(["verified: 1"]);
  const more = await recorded({ "data/a": "one", "src/main.ts": list });
  more.write({ "data/b": "two" });
  expect(await verdicts(more)).toEqual(["verified: 1"]);
  rmSync(join(more.root, "data/a"));
  more.write({ "src/main.ts": versions(list).newest.replace("names.length", "names.length + x") });
  expect(await verdicts(more)).toEqual(changed("data"));
});

it("code of which the past run told no text: a module that only the added statement uses, one that is left alone", async () => {
  const unused = await recorded({
    "src/factor.ts": "export const factor: number = 2;",
    "src/main.ts": program('import { factor } from "./factor.ts";', "factor"),
  });
  unused.write({ "src/factor.ts": "export const factor: number = 3;" });
  expect(await verdicts(unused)).toEqual(changed("src/factor.ts"));

  const excluded = await recorded({
    "package.json": JSON.stringify({ name: "program", type: "module", hindlog: { exclude: ["src/factor.js"] } }),
    "src/factor.js": "export const factor = 2;",
    "src/main.ts": program('import { factor } from "./factor.js";\nvoid factor;', "factor"),
  });
  excluded.write({ "src/factor.js": "export const factor = 3;" });
  expect(await verdicts(excluded)).toEqual(changed("src/factor.js"));
});
