/** The same program through every door: what is recorded and backfilled is the same. */
import { expect, test } from "vitest";
import { makeProject, type Files, type Project } from "../support/project.ts";
import { DOORS, projectFiles, type Door, type Format } from "./door.ts";
import { cells, json, runIds, type Row } from "../support/rows.ts";

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

const files = (format: Format, statement: string): Files => projectFiles(format, { "src/main.ts": main(statement), "src/draw.ts": DRAW });

async function recordThrough(door: Door, statement: string): Promise<Project> {
  const project = makeProject(files(door.format, statement), `${door.door}-${door.format}`);
  const args = await door.build(project, true);
  expect(await project.run(process.execPath, args("main"), { env: { HINDLOG_SEED: "9" } })).toMatchObject({ status: 0, stderr: "" });
  return project;
}

test.each(DOORS)("$door, $format: records, and backfills the values of the program with the statement in it", async (through) => {
  const past = await recordThrough(through, "");
  const [run = ""] = await runIds(past);
  past.write(files(through.format, STATEMENT));
  const report = json<{ refused: Row[] }>(await past.hindlog(["backfill", "start", "--yes", "--format", "json"]));
  expect(report.refused).toEqual([]);

  const truth = await recordThrough(DOORS[0]!, STATEMENT);
  const [truthRun = ""] = await runIds(truth);
  for (const name of ["level", "start"]) {
    const expected = await cells(truth, name, truthRun);
    expect(expected).toHaveLength(6);
    expect(await cells(past, name, run)).toEqual(expected);
  }
});

test("a module that was instrumented at build is not instrumented again by register", async () => {
  const project = await recordThrough(DOORS[2]!, "");
  const again = await project.run(process.execPath, ["--import", "hindlog/register", "dist/main.js"], { env: { HINDLOG_SEED: "9" } });
  expect(again).toMatchObject({ status: 0, stderr: "" });
  const [first = "", second = ""] = await runIds(project);
  expect(await cells(project, "level", second)).toEqual(await cells(project, "level", first));
});
