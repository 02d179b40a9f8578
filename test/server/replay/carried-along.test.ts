/** Truth by execution for statements that need more than themselves: each other, imports, variables and functions that the past does not have. */
import { expect, it } from "vitest";
import { makeProject } from "../../programs/support/project.ts";
import { backfill, recordedProject, recordRun, rowsByHand, rowsOf, versions } from "./recorded-project.ts";

const TRAINING = `import { log } from "hindlog"; //+
import { inspect } from "node:util"; //+
function norm(values: readonly number[]): number { //+
  let sum = 0; //+
  for (const value of values) sum += value * value; //+
  return Math.sqrt(sum); //+
} //+
const weights = [1, 2, 3];
function update(scale: number): number {
  for (let i = 0; i < weights.length; i++) weights[i]! *= 1 - scale * Math.random();
  return weights[0]!;
}
for (let epoch = 0; epoch < 4; epoch++) {
  log("before", weights[0]); //+
  log("shown", inspect(weights.map((weight) => weight > 1))); //+
  for (let step = 0; step < 3; step++) {
    const first = update(0.1);
    const total = weights.reduce((sum, weight) => sum + weight, 0); //+
    const share = first / total; //+
    log("share", share); //+
    log("norm", norm(weights)); //+
    log("again", norm(weights) * share); //+
    if (first < 0) break;
  }
  console.log("loss", weights[2]);
}
`;
const NAMES = ["before", "shown", "share", "norm", "again"];

it("carries several statements in order, with the imports, variables and functions that they need", async () => {
  const files = { "src/main.ts": TRAINING };
  const project = await recordedProject(files);
  const result = await backfill(project, { targets: NAMES });
  expect(result.refused).toEqual([]);
  expect(result.cells.filter((cell) => cell.verdict !== "verified")).toEqual([]);
  const written = makeProject({ "src/main.ts": versions(TRAINING).newest });
  await recordRun(written, { checkpoints: "off" });
  for (const name of NAMES) {
    const truth = await rowsByHand(written, name);
    expect(truth.length, name).toBeGreaterThan(0);
    expect(rowsOf(result, name), name).toEqual(truth);
  }
  const together = await project.hindlog(["propagate", ...NAMES, "--all"]);
  expect(together.status).toBe(0);
  const added = together.stdout.split("\n").filter((line) => /^\+(?!\+\+)/.test(line));
  expect(added).toEqual(
    TRAINING.split("\n")
      .filter((line) => line.includes("//+"))
      .map((line) => `+${line.replace(/\s*\/\/\+/, "")}`),
  );
}, 240_000);
