import { expect, test } from "vitest";
import { outcome } from "./support/child.ts";
import { makeProject } from "./support/project.ts";
import { cells, json, record, runIds } from "./support/rows.ts";

const program = (statement: string): string => `
import { log } from "hindlog";
console.info("pid %d", process.pid);
let level = 0;
for (let round = 0; round < 40; round++) {
  for (let step = 0; step < 4; step++) level += work();
  ${statement}
  log("level", level);
  if (process.argv[2] === "slow") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
  console.info("round %d", round);
}
function work(): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.random() - 0.5;
  return sum;
}
`;

test("a run killed in the middle keeps its records and checkpoints up to then and is backfilled up to there", async () => {
  const project = makeProject({ "src/main.ts": program("") });
  const child = project.start(["run", "--seed", "5", "src/main.ts", "slow"]);
  let [printed, killed] = ["", false];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (killed || !printed.includes("round 12")) return;
    killed = true;
    process.kill(Number(/^pid (\d+)$/m.exec(printed)?.[1]), "SIGKILL");
  });
  const ended = await outcome(child);
  expect(ended.signal).toBe("SIGKILL");

  const runs = json(await project.hindlog(["runs", "--format", "json"]));
  expect(runs).toMatchObject([{ status: "killed" }]);
  const [run = ""] = await runIds(project);
  const recorded = await cells(project, "level", run);
  expect(recorded.length).toBeGreaterThanOrEqual(12);

  project.write({ "src/main.ts": program('log("half", level / 2);') });
  const report = json<{ refused: unknown[] }>(await project.hindlog(["backfill", "half", "--yes", "--format", "json"]));
  expect(report.refused).toEqual([]);
  const halves = await cells(project, "half", run);

  const whole = makeProject({ "src/main.ts": program('log("half", level / 2);') });
  await record(whole, ["--seed", "5", "src/main.ts", "fast"]);
  const [wholeRun = ""] = await runIds(whole);
  expect(recorded).toEqual((await cells(whole, "level", wholeRun)).slice(0, recorded.length));
  expect(halves.length).toBeGreaterThanOrEqual(recorded.length);
  expect(halves).toEqual((await cells(whole, "half", wholeRun)).slice(0, halves.length));
});
