import { describe, expect, it } from "vitest";
import { planReplay, type PlannerInput, type PlannerTarget } from "../../../../server/replay/plan/planner.ts";
import { EPOCH, reachOf, sample, start, stepOf, target } from "../sample-run.ts";

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const ask = (run: Pick<PlannerInput, "run" | "loops">, targets: PlannerTarget[], more: Partial<PlannerInput> = {}) =>
  planReplay({ ...run, targets, reach: reachOf(targets), ...more });

describe("planner", () => {
  it("level 1: cuts behind the statement and restores the next start; the last segment runs to the exit", () => {
    const plan = ask(sample({ epochs: 4, epochStarts: range(4), epochExit: true }), [target("before")]);
    expect(plan).toMatchObject({ level: 1, notExercised: [] });
    expect(plan.activations[EPOCH]).toEqual({
      cuts: [
        { iteration: 0, to: 1 },
        { iteration: 1, to: 2 },
        { iteration: 2, to: 3 },
      ],
      jumps: [],
    });
  });

  it("level 1: without an exit, one segment in the middle runs whole", () => {
    const plan = ask(sample({ epochs: 5, epochStarts: range(5) }), [target("before")]);
    expect(plan.level).toBe(1);
    const { cuts, jumps } = plan.activations[EPOCH]!;
    expect(cuts).toEqual([
      { iteration: 0, to: 1 },
      { iteration: 2, to: 3 },
      { iteration: 3, to: 4 },
    ]);
    expect(jumps).toEqual([]);
    expect(plan.notExercised).toEqual([]);
    expect(plan.estimateMs).toBeLessThan(plan.fullMs);
  });

  it("level 1 jumps to the exit where the last wanted iteration is over", () => {
    const wanted: PlannerInput["wanted"] = (levels) => levels[0]!.iteration === 2;
    const plan = ask(sample({ epochs: 6, epochStarts: range(6), epochExit: true }), [target("before")], { wanted });
    expect(plan.activations[EPOCH]).toEqual({
      jumps: [
        { from: 0, to: 2 },
        { from: 3, to: "exit" },
      ],
      cuts: [],
    });
  });

  it("leaves nothing out before the iteration at which the state of the loop was walked", () => {
    const wanted: PlannerInput["wanted"] = (levels) => levels[0]!.iteration === 6;
    const run = sample({ epochs: 8, epochStarts: [4, 5, 6, 7], epochExit: true, stepExits: true, entryIteration: 3 });
    const plan = ask(run, [target("before")], { wanted });
    expect(plan.activations[EPOCH]!.jumps[0]).toEqual({ from: 3, to: 6 });
    const whole = ask(run, [target("before")]);
    expect(whole.activations[EPOCH]!.cuts.map((cut) => cut.iteration)[0]).toBeGreaterThanOrEqual(3);
  });

  it("executes a short run as a whole where what is restored could not be verified, and leaves a long one as it is", () => {
    const { run, loops } = sample({ epochs: 6, epochStarts: range(6), epochExit: true });
    const checkpoints = run.checkpoints.map((meta) => ({ ...meta, opaque: [{ path: "socket", reason: "a stream or socket" }] }));
    const wanted: PlannerInput["wanted"] = (levels) => levels[0]!.iteration === 4;
    const short = ask({ run: { ...run, checkpoints }, loops }, [target("before")], { wanted });
    expect(short).toMatchObject({ level: 4, executes: "the whole program: socket cannot be restored (a stream or socket)" });
    expect(ask({ run: { ...run, checkpoints, lastMs: 3_600_000 }, loops }, [target("before")], { wanted }).level).toBe(3);
    expect(ask({ run: { ...run, checkpoints }, loops }, [target("before")], { wanted, level: 3 }).level).toBe(3);
  });

  it("level 2: leaves out the inner loop, one activation behind a restored one excepted", () => {
    const plan = ask(sample({ epochs: 4, stepExits: true }), [target("after")]);
    expect(plan.level).toBe(2);
    expect(range(4).map((epoch) => plan.activations[stepOf(epoch)]!.jumps)).toEqual([
      [{ from: 0, to: "exit" }],
      [],
      [{ from: 0, to: "exit" }],
      [{ from: 0, to: "exit" }],
    ]);
    expect(plan.notExercised).toEqual([]);
  });

  it("combines cuts with skipped inner loops and exercises both in one segment", () => {
    const plan = ask(sample({ epochs: 4, epochStarts: range(4), stepExits: true }), [target("after")], { level: 1 });
    expect(plan.level).toBe(2);
    expect(plan.activations[EPOCH]!.cuts).toEqual([
      { iteration: 0, to: 1 },
      { iteration: 2, to: 3 },
    ]);
    expect(plan.activations[stepOf(1)]!.jumps).toEqual([]);
    expect(plan.activations[stepOf(2)]!.jumps).toEqual([{ from: 0, to: "exit" }]);
  });

  it("level 3: jumps to the nearest start before the wanted iterations and runs on", () => {
    const wanted: PlannerInput["wanted"] = (levels) => levels[0]!.iteration === 5;
    const plan = ask(sample({ epochs: 8, epochStarts: [3, 7] }), [target("inside")], { wanted });
    expect(plan.level).toBe(3);
    expect(plan.activations[EPOCH]!.jumps).toEqual([{ from: 0, to: 3 }]);
    expect(plan.stopAt).toEqual({ key: EPOCH, iteration: 7 });
  });

  it("level 4: leaves nothing out without checkpoints, or when it is asked to", () => {
    expect(ask(sample({ epochs: 4 }), [target("inside")]).level).toBe(4);
    const forced = ask(sample({ epochs: 4, epochStarts: range(4), stepExits: true, epochExit: true }), [target("before")], { level: 4 });
    expect(forced).toMatchObject({ level: 4, stopAfter: [] });
    expect(Object.values(forced.activations).flatMap(({ jumps, cuts }) => [...jumps, ...cuts])).toEqual([]);
  });

  it("enters the last iteration of a loop that is left out once, so that its exit is compared", () => {
    const plan = ask(sample({ epochs: 5, epochStarts: [2, 4], epochExit: true }), [target("end")]);
    expect(plan.activations[EPOCH]!.jumps).toEqual([{ from: 0, to: 4 }]);
    expect(plan).toMatchObject({ level: 3, notExercised: [] });
  });

  it("says which loop cannot be exercised", () => {
    expect(ask(sample({ epochs: 5, epochExit: true }), [target("end")]).notExercised).toEqual(["epoch"]);
  });

  it("stops behind a statement of the set-up once the program's first record is there too", () => {
    const run = sample({ epochs: 3 });
    const record = {
      type: "record",
      module: "a.ts",
      statement: 0,
      part: 0,
      name: "x",
      path: "",
      levels: [],
      atMs: 1,
      isInEffect: false,
      bytes: new Uint8Array(),
    } as const;
    const plan = ask({ ...run, run: { ...run.run, records: [record] } }, [target("setUp")]);
    expect(plan).toMatchObject({ level: 1, stopAfter: ["a.ts#-1", "a.ts#0"] });
    expect(ask(run, [target("setUp")]).stopAfter).toEqual([]);
  });

  it("never uses a checkpoint that is unusable", () => {
    const run = sample({ epochs: 4, epochStarts: [1] });
    const checkpoints = [...run.run.checkpoints, start(EPOCH, 2, 200, { unusable: "a socket" }), start(EPOCH, 3, 300)];
    const plan = ask({ ...run, run: { ...run.run, checkpoints } }, [target("before")]);
    expect(plan.activations[EPOCH]!.cuts.map((cut) => cut.to)).not.toContain(2);
  });

  it("does not cut where a call from the loop may reach a target", () => {
    const run = sample({ epochs: 4, epochStarts: range(4) });
    const targets = [target("before")];
    const reach = { of: () => ({ contains: true, calls: true }), free: () => false };
    expect(planReplay({ ...run, targets, reach }).activations[EPOCH]!.cuts).toEqual([]);
  });

  it("restores only where it saves time", () => {
    const run = sample({ epochs: 4, epochStarts: range(4) });
    const checkpoints = run.run.checkpoints.map((meta) => ({ ...meta, costMs: 1000 }));
    expect(ask({ ...run, run: { ...run.run, checkpoints } }, [target("before")])).toMatchObject({ level: 4 });
  });

  it("jumps each place once and only forwards, from random checkpoints and wishes", () => {
    for (let seed = 1; seed < 200; seed++) {
      const chance = (salt: number): boolean => Math.abs(Math.sin(seed * 12.9898 + salt * 78.233) * 43758.5453) % 1 < 0.5;
      const epochStarts = range(9).filter((epoch) => chance(epoch));
      const run = sample({ epochs: 9, epochStarts, epochExit: chance(20), stepExits: chance(21), stepStarts: chance(22) ? [0, 5] : [] });
      const place = (["before", "inside", "after", "end"] as const)[seed % 4]!;
      const plan = ask(run, [target(place)], { wanted: (levels) => chance(30 + levels[0]!.iteration) });
      for (const [key, { jumps, cuts }] of Object.entries(plan.activations)) {
        const saved = new Set(run.run.checkpoints.filter((meta) => meta.key === key).map((meta) => (meta.point === "exit" ? "exit" : meta.iteration)));
        expect(new Set(jumps.map((jump) => jump.from)).size).toBe(jumps.length);
        for (const { from, to } of jumps) expect(saved.has(to) && (to === "exit" || to > from), `${seed} ${key} ${from} ${to}`).toBe(true);
        for (const { iteration, to } of cuts) expect(saved.has(to) && to > iteration).toBe(true);
      }
    }
  });
});
