/** Programs that ask a clock very often: loops that wait, searches that go on until their time is over. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeProject, type Project } from "../../programs/support/project.ts";
import { backfill, recordedProject, rowsByHand, rowsOf } from "./recorded-project.ts";

const PROGRAM = `import { log } from "hindlog";
import { performance as clock } from "node:perf_hooks";
let asked = 0;
for (let round = 0; round < 4; round++) {
  const until = Date.now() + 30, since = clock.now();
  while (Date.now() < until && clock.now() - since < 1e6) asked++;
  log("asked", asked);
  log("thrice", asked * 3); //+
  log("took", clock.now() - since); //+
}
`;

const journalOf = (project: Project): string => {
  const runs = join(project.root, ".hindlog/runs");
  return join(runs, readdirSync(runs)[0]!, "journal");
};

it.each(["off", "all:2"] as const)("keeps how often a clock gave the same time (checkpoints: %s)", async (checkpoints) => {
  const project = await recordedProject({ "src/main.ts": PROGRAM.replace(" && clock.now() - since < 1e6", "") }, { checkpoints });
  const result = await backfill(project, { targets: ["thrice"] });
  const asked = (await rowsByHand(project, "asked")).map((row) => (row as { asked: number }).asked);
  expect(result.cells.map(({ value, verdict }) => [value, verdict])).toEqual(asked.map((count) => [count * 3, "verified"]));
  // A reading of its own takes eleven bytes. Where each iteration is saved there are few.
  if (checkpoints === "off") expect(statSync(journalOf(project)).size).toBeLessThan(asked.at(-1)!);
});

it("gives each of several clocks its own", async () => {
  const project = await recordedProject({ "src/main.ts": PROGRAM }, { checkpoints: "off" });
  const result = await backfill(project, { targets: ["thrice"] });
  expect(rowsOf(result, "thrice")).toHaveLength(4);
  expect(result.cells.every(({ verdict }) => verdict === "verified")).toBe(true);
});

it("a run that was killed has what it asked before its last record", async () => {
  const text = `import { log } from "hindlog";
let asked = 0;
for (let round = 0; round < 4; round++) {
  for (let now = Date.now(); Date.now() === now; ) asked++;
  for (let now = Date.now(), more = 0; more < 5 && Date.now() === now; more++) asked++;
  log("asked", asked);
  if (round === 2) setTimeout(() => process.kill(process.pid, "SIGKILL"), 50), await new Promise(() => setTimeout(() => {}, 1e6));
}
`;
  const project = makeProject({ "src/main.ts": text });
  await project.hindlog(["run", "src/main.ts"], { env: { HINDLOG_CHECKPOINTS: "off" } });
  project.write({ "src/main.ts": text.replace('log("asked", asked);', 'log("twice", asked * 2);\n  log("asked", asked);') });
  expect(readFileSync(journalOf(project)).length).toBeGreaterThan(0);
  const { cells } = await backfill(project, { targets: ["twice"] });
  expect(cells.map(({ verdict }) => verdict)).toEqual(["verified", "verified", "verified"]);
});
