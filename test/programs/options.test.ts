/** Each option has its effect on a real program, and a bad one changes nothing in it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject, type Files, type Outcome, type Project } from "./support/project.ts";
import { json } from "./support/rows.ts";

const PROGRAM: Files = {
  "src/main.ts": 'import { own } from "./own.js";\nimport { sum } from "dependency";\nconsole.log("result", own(3) + sum(3));\n',
  "src/own.ts": 'export function own(n: number): number {\n  console.log("own", n);\n  return n;\n}\n',
  "node_modules/dependency/package.json": JSON.stringify({ name: "dependency", version: "1.0.0", type: "module", main: "index.js" }),
  "node_modules/dependency/index.js": 'export function sum(n) {\n  console.log("inside", n);\n  return n;\n}\n',
};
const PRINTED = "own 3\ninside 3\nresult 6\n";

async function run(hindlog: unknown): Promise<{ project: Project; outcome: Outcome }> {
  const project = makeProject({ ...PROGRAM, "package.json": JSON.stringify({ name: "options", type: "module", hindlog }) });
  return { project, outcome: await project.hindlog(["run", "src/main.ts"]) };
}

async function names(hindlog: unknown): Promise<string[]> {
  const { project, outcome } = await run(hindlog);
  expect(outcome).toMatchObject({ status: 0, stdout: PRINTED, stderr: "" });
  const rows = json(await project.hindlog(["sql", "SELECT DISTINCT value_name AS name FROM logs ORDER BY 1", "--format", "json"]));
  return rows.map((row) => String(row["name"]));
}

test("without options the project's own files record", async () => expect(await names(undefined)).toEqual(["own", "result"]));
test("include adds a package", async () => expect(await names({ include: ["dependency"] })).toEqual(["inside", "own", "result"]));
test("exclude leaves files alone", async () => expect(await names({ exclude: ["src/own.ts"] })).toEqual(["result"]));

test("enabled: false leaves everything alone", async () => {
  const { project, outcome } = await run({ enabled: false });
  expect(outcome).toMatchObject({ status: 0, stdout: PRINTED, stderr: "" });
  expect(existsSync(join(project.root, ".hindlog"))).toBe(false);
});

test("a bad option is said once, and the program runs as ever", async () => {
  const { project, outcome } = await run({ includ: ["dependency"], exclude: "src" });
  const file = join(project.root, "package.json");
  expect(outcome).toMatchObject({ status: 0, stdout: PRINTED });
  expect(outcome.stderr).toBe(
    `hindlog: Misspelled option "includ" of "hindlog" in ${file} should be "include". The default is used.\n` +
      `hindlog: Expected "exclude" of "hindlog" in ${file} to be a list of paths or globs such as ["src/generated/**"], got "src". The default is used.\n`,
  );
});
