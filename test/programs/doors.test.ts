/** The same program through every door: what is recorded and backfilled is the same. */
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { makeProject, REPOSITORY, type Files, type Project } from "./support/project.ts";
import { cells, json, record, runIds, type Row } from "./support/rows.ts";

const main = (statement: string): string => `import { log } from "hindlog";
import { draw } from "./draw.js";

let level = 0;
for (let round = 0; round < 6; round++) {
  ${statement}
  for (let step = 0; step < 4; step++) level += draw(step);
  log("level", level);
}
`;
const DRAW = `export function draw(step: number): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.random() - 0.5 + step;
  return sum;
}
`;
const STATEMENT = 'log("start", level);';

function files(format: "module" | "commonjs", statement: string): Files {
  const compilerOptions = { target: "es2022", module: "nodenext", rootDir: "src", outDir: "dist", types: [], plugins: [{ transform: "hindlog/transformer" }] };
  return {
    "package.json": JSON.stringify({ name: "doors", type: format, private: true }),
    ".gitignore": "node_modules/\n.hindlog/\ndist/\n",
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
    "src/main.ts": main(statement),
    "src/draw.ts": DRAW,
  };
}

/** Compiles with the patched compiler, as `tspc` does in a user's project, and runs what came out. */
async function compileAndRun(project: Project, env: Readonly<Record<string, string>>): Promise<void> {
  for (const name of ["typescript", "ts-patch"]) link(join(REPOSITORY, "node_modules", name), join(project.root, "node_modules", name));
  const compiled = await project.run(join(REPOSITORY, "node_modules/.bin/tspc"), ["-p", "."]);
  expect(compiled).toMatchObject({ status: 0, stdout: "" });
  const ran = await project.run(process.execPath, ["dist/main.js"], { env });
  expect(ran).toMatchObject({ status: 0, stderr: "" });
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync(target, path, "dir");
}

const doors = [
  { door: "register", format: "module" },
  { door: "register", format: "commonjs" },
  { door: "ts-patch", format: "module" },
  { door: "ts-patch", format: "commonjs" },
] as const;

async function recordThrough({ door, format }: (typeof doors)[number], statement: string): Promise<Project> {
  const project = makeProject(files(format, statement), `${door}-${format}`);
  if (door === "register") await record(project, ["--seed", "9", "src/main.ts"]);
  else await compileAndRun(project, { HINDLOG_SEED: "9" });
  return project;
}

test.each(doors)("$door, $format: records, and backfills the values of the program with the statement in it", async (through) => {
  const past = await recordThrough(through, "");
  const [run = ""] = await runIds(past);
  past.write(files(through.format, STATEMENT));
  const report = json<{ refused: Row[] }>(await past.hindlog(["backfill", "start", "--yes", "--format", "json"]));
  expect(report.refused).toEqual([]);

  const truth = await recordThrough({ door: "register", format: "module" }, STATEMENT);
  const [truthRun = ""] = await runIds(truth);
  for (const name of ["level", "start"]) {
    const expected = await cells(truth, name, truthRun);
    expect(expected).toHaveLength(6);
    expect(await cells(past, name, run)).toEqual(expected);
  }
});

test("a module that was instrumented at build is not instrumented again by register", async () => {
  const project = await recordThrough(doors[2], "");
  const again = await project.run(process.execPath, ["--import", "hindlog/register", "dist/main.js"], { env: { HINDLOG_SEED: "9" } });
  expect(again).toMatchObject({ status: 0, stderr: "" });
  const [first = "", second = ""] = await runIds(project);
  expect(await cells(project, "level", second)).toEqual(await cells(project, "level", first));
});
