/** Truth by execution: a backfilled value is what the old program logs with the statement written in by hand and the same seed. */
import { describe, expect, it } from "vitest";
import type { PlannerLevel } from "../../../server/replay/plan/planner.ts";
import { backfill, byHand, executedOf, recordedProject, recordRun, rowsOf, versions } from "./recorded-project.ts";
import { makeProject } from "../../programs/support/project.ts";

/** The script that breaks FlorDB: the inner loop changes what is logged before, inside and after it. */
const NESTED = `import { log } from "hindlog";
let weight = 10;
const seen: number[] = [];
for (let epoch = 0; epoch < 6; epoch++) {
  log("before", weight); //+
  for (let step = 0; step < 5; step++) {
    weight = weight * 0.9 + Math.random();
    seen.push(weight);
    log("inside", weight); //+
  }
  log("after", weight + seen.length); //+
  log("loss", weight);
}
log("done", seen.length);
`;
const NAMES = ["before", "inside", "after"];
const all = [0, 1, 2, 3, 4, 5];

describe("backfill of the nested loops", () => {
  it("gives the same values at every planner level, each executing what it says", async () => {
    const files = { "src/main.ts": NESTED };
    const project = await recordedProject(files);
    const truth = new Map<string, unknown[]>();
    for (const name of NAMES) truth.set(name, await byHand(files, name));
    const levels: [string, PlannerLevel, PlannerLevel][] = [
      ["before", 1, 1],
      ["after", 1, 2],
      ["before", 2, 2],
      ["after", 2, 2],
      ["inside", 1, 1],
      ["before", 4, 4],
      ["inside", 4, 4],
    ];
    for (const [name, level, used] of levels) {
      await project.run("rm", ["-rf", ...(await replayFolders(project.root))]);
      const result = await backfill(project, { targets: [name], level });
      const about = `${name} at level ${level}`;
      expect(result.refused, about).toEqual([]);
      expect(rowsOf(result, name), about).toEqual(truth.get(name));
      expect(new Set(result.cells.map((cell) => cell.verdict)), about).toEqual(new Set(["verified"]));
      expect(result.plan.runs[0]!.level, about).toBe(used);
      const executed = executedOf(result);
      expect(executed["#0.0"], about).toEqual(all);
      const inner = Object.keys(executed).filter((key) => key.endsWith("#1.0")).length;
      expect(inner, about).toBe(level === 4 || name === "inside" ? 6 : 1);
    }
  });

  it("gives the same values where the state of the loops was walked late, and executes what is before", async () => {
    const files = { "src/main.ts": NESTED };
    const project = await recordedProject(files, { checkpoints: "all:2" });
    for (const name of NAMES) {
      const result = await backfill(project, { targets: [name] });
      expect(result.refused, name).toEqual([]);
      expect(rowsOf(result, name), name).toEqual(await byHand(files, name));
      expect(new Set(result.cells.map((cell) => cell.verdict)), name).toEqual(new Set(["verified"]));
    }
    await project.run("rm", ["-rf", ...(await replayFolders(project.root))]);
    const result = await backfill(project, { targets: ["inside"], where: "epoch >= 4", level: 3 });
    expect(executedOf(result)["#0.0"]).toEqual([0, 1, 4, 5]);
  });

  it("executes only the segment that holds the wanted iterations", async () => {
    const files = { "src/main.ts": NESTED };
    const project = await recordedProject(files);
    const result = await backfill(project, { targets: ["inside"], where: "epoch >= 3 and epoch < 5", level: 3 });
    expect(result.plan.runs[0]!.level).toBe(3);
    expect(rowsOf(result, "inside")).toEqual((await byHand(files, "inside")).slice(15, 25));
    expect(new Set(result.cells.map((cell) => cell.verdict))).toEqual(new Set(["verified"]));
    const executed = executedOf(result);
    expect(executed["#0.0"]).toEqual([3, 4, 5]);
    expect(Object.keys(executed).filter((key) => key.endsWith("#1.0"))).toEqual(["#0.0@3/#1.0", "#0.0@4/#1.0", "#0.0@5/#1.0"]);
    const rest = await backfill(project, { targets: ["inside"] });
    expect(rowsOf(rest, "inside").length).toBe(30);
  });

  it("takes several names in one replay and does nothing for what is known", async () => {
    const files = { "src/main.ts": NESTED };
    const project = await recordedProject(files);
    const first = await backfill(project, { targets: NAMES });
    for (const name of NAMES) expect(rowsOf(first, name)).toEqual(await byHand(files, name));
    const again = await backfill(project, { targets: ["after"] });
    expect(again.plan.runs[0]).toMatchObject({ level: null, skippedKnown: 6 });
    expect(again.executed).toEqual({});
    expect(rowsOf(again, "after")).toEqual(rowsOf(first, "after"));
  });

  it("works without a single checkpoint", async () => {
    const files = { "src/main.ts": NESTED };
    const project = await recordedProject(files, { checkpoints: "off" });
    const result = await backfill(project, { targets: NAMES });
    expect(result.plan.runs[0]!.level).toBe(4);
    for (const name of NAMES) expect(rowsOf(result, name)).toEqual(await byHand(files, name));
    expect(new Set(result.cells.map((cell) => cell.verdict))).toEqual(new Set(["verified"]));
  });
});

const PLACES = {
  "src/main.ts": `import { log } from "hindlog";
import { train } from "./train.ts";
const model = { w: Array.from({ length: 4 }, () => Math.random()), steps: 0 };
log("setUp", model.w); //+
for (let warm = 0; warm < 3; warm++) model.w[0]! += Math.random();
const losses: number[] = [];
for (let epoch = 0; epoch < 4; epoch++) {
  losses.push(train(model));
  log("loss", losses[epoch]);
}
log("total", losses.reduce((a, b) => a + b, 0)); //+
log("end", model.steps);
`,
  "src/train.ts": `import { log } from "hindlog";
export interface Model { w: number[]; steps: number }
export function train(model: Model): number {
  let loss = 0;
  log("entered", model.steps); //+
  for (const [index, value] of model.w.entries()) {
    loss += update(model, index, value);
  }
  log("summed", loss); //+
  return loss;
}
function update(model: Model, index: number, value: number): number {
  const next = value * 0.5 + Math.random();
  model.w[index] = next;
  model.steps++;
  log("next", next); //+
  return next * next;
}
`,
};

describe("backfill of statements anywhere", () => {
  it.each(["setUp", "total", "entered", "summed", "next"])("%s", async (name) => {
    const truth = await byHand(PLACES, name);
    for (const checkpoints of ["all", "adaptive"] as const) {
      const project = await recordedProject(PLACES, { checkpoints });
      for (const level of [1, undefined] as const) {
        await project.run("rm", ["-rf", ...(await replayFolders(project.root))]);
        const result = await backfill(project, { targets: [name], ...(level === undefined ? {} : { level }) });
        expect(result.refused).toEqual([]);
        expect(rowsOf(result, name)).toEqual(truth);
        expect(result.cells.map((cell) => cell.reason).filter((reason) => reason !== undefined)).toEqual([]);
      }
    }
  });
});

async function replayFolders(root: string): Promise<string[]> {
  const { readdirSync, existsSync } = await import("node:fs");
  const runs = readdirSync(`${root}/.hindlog/runs`).map((run) => `${root}/.hindlog/runs/${run}/replays`);
  return runs.filter((folder) => existsSync(folder));
}

describe("several runs", () => {
  it("keeps finished runs when it is cancelled, and goes on where it was", async () => {
    const { past, newest } = versions(NESTED);
    const project = makeProject({ "src/main.ts": past });
    for (const seed of [1, 2, 3]) await recordRun(project, { seed });
    project.write({ "src/main.ts": newest });
    const abort = new AbortController();
    const first = await backfill(
      project,
      { targets: ["after"] },
      { signal: abort.signal, onProgress: ({ message }) => message.startsWith("run 2") && abort.abort() },
    );
    expect(new Set(first.cells.map((cell) => cell.run)).size).toBe(1);
    const rest = await backfill(project, { targets: ["after"] });
    expect(Object.keys(rest.executed)).toHaveLength(2);
    expect(rest.cells).toHaveLength(18);
  });

  it("keeps what an added statement throws away from the program, and says which one has", async () => {
    const text = `
interface Item { name: string; more?: { size: number } }
const items: Item[] = [{ name: "a", more: { size: 3 } }, { name: "b" }, { name: "c", more: { size: 5 } }];
let total = 0;
for (const item of items) {
  total += Math.random();
  console.log(\`at \${item.name} \${item.more!.size}\`); //+
  console.log("both", Math.random(), item.more!.size); //+
  console.log("half", total / 2); //+
  console.log(\`\${item.name}: \${total}\`);
}
`;
    const project = await recordedProject({ "src/main.ts": text }, { checkpoints: "off" });
    const { cells, refused } = await backfill(project, { targets: ["at {} {}", "half"] });
    expect(cells.map(({ name, value, verdict }) => [name, name === "half" ? "" : value, verdict])).toEqual([
      ["at {} {}", ["a", 3], "verified"],
      ["half", "", "verified"],
      ["half", "", "verified"],
      ["at {} {}", ["c", 5], "verified"],
      ["half", "", "verified"],
    ]);
    expect(refused).toMatchObject([{ name: "at {} {}", reason: expect.stringContaining("the added statement threw TypeError: Cannot read") }]);
    const other = await backfill(project, { targets: ["both"] });
    expect(other.refused).toMatchObject([{ name: "both" }]);
  });

  it("leaves out runs that the condition excludes", async () => {
    const { past, newest } = versions(NESTED);
    const project = makeProject({ "src/main.ts": past });
    for (const seed of [1, 2]) await recordRun(project, { seed });
    project.write({ "src/main.ts": newest });
    const result = await backfill(project, { targets: ["after"], where: "seed == 2" });
    expect(result.plan.runs).toHaveLength(1);
    const filtered = await backfill(project, { targets: ["before"], where: "loss > 6" });
    const losses = await project.hindlog(["dataframe", "loss", "--where", "loss > 6", "--format", "json"]);
    expect(filtered.cells.map((cell) => [cell.run, cell.path["epoch"]])).toEqual(
      (JSON.parse(losses.stdout) as Record<string, unknown>[]).map((row) => [row["run"], row["epoch"]]),
    );
    expect(filtered.cells.length).toBeGreaterThan(0);
  });
});
