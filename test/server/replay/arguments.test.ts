/** What `arg()` gives in a replay is what it gave in the past run. */
import { expect, it } from "vitest";
import { makeProject, type Project } from "../../programs/support/project.ts";
import { json, type Row } from "../../programs/support/rows.ts";

const program = (statement: string): string => `import { arg, log } from "hindlog";
const most = arg("most", 10);
const size = (): number => arg("size", 20);
const first = size();
for (let i = 0; i < 2; i++) {
  const values = [most, first, arg("size", 30), size()];
  ${statement}
  log("i", values.length);
}
`;
const STATEMENT = `log("values", values.map(String));`;

async function valuesOf(project: Project): Promise<Row[]> {
  return json(await project.hindlog(["dataframe", "values", "--format", "json"]))
    .filter((row) => "values" in row)
    .map((row) => ({ values: row["values"], verdict: row["$verdicts"] }));
}

it.each([
  ["none", []],
  ["a number that JSON lacks", ["--arg", "most=Infinity", "--arg", "size=-0.5"]],
])("given is %s", async (_, args) => {
  const project = makeProject({ "src/main.ts": program(STATEMENT) });
  await project.hindlog(["run", ...args, "src/main.ts"]);
  const byHand = (await valuesOf(project)).map(({ values }) => ({ values, verdict: { values: "verified" } }));
  await project.run("rm", ["-r", ".hindlog"]);
  project.write({ "src/main.ts": program("") });
  await project.hindlog(["run", ...args, "src/main.ts"]);
  project.write({ "src/main.ts": program(STATEMENT) });
  expect(await project.hindlog(["backfill", "values", "--yes"])).toMatchObject({ status: 0 });
  expect(await valuesOf(project)).toEqual(byHand);
});

it("one that was refused is refused again", async () => {
  const project = makeProject({ "src/main.ts": program("") });
  expect(await project.hindlog(["run", "--arg", "most=many", "src/main.ts"])).toMatchObject({ status: 1 });
  project.write({ "src/main.ts": program(STATEMENT) });
  expect(await project.hindlog(["backfill", "values", "--yes"])).toMatchObject({ status: 0 });
  expect(await valuesOf(project)).toEqual([]);
});

it("is shown as it was", async () => {
  const project = makeProject({ "src/main.ts": program("") });
  await project.hindlog(["run", "--arg", "most=Infinity", "src/main.ts"]);
  expect((await project.hindlog(["runs"])).stdout).toContain("most=Infinity size=20");
});
