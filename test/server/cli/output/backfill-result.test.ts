/** What a backfill found, as text. */
import { expect, it } from "vitest";
import { resultSummary } from "../../../../server/cli/output/backfill-result.ts";
import type { BackfillPlan, BackfillResult } from "../../../../server/replay/backfill.ts";
import { timesAsLong } from "../../../cpu-time.ts";

const PLAN = { names: ["loss", "rate"], runs: [], request: { targets: ["loss", "rate"] } };

function found(count: number): BackfillResult {
  const cells = Array.from({ length: count }, (_, index) => ({
    run: "20260101-000000000-aaaaaa",
    name: index % 2 === 0 ? "loss" : "rate",
    path: { step: index },
    value: index,
    verdict: index % 4 === 0 ? ("unverifiable" as const) : ("verified" as const),
    ...(index % 4 === 0 ? { reason: "nothing to compare with" } : {}),
    level: 4,
  }));
  return { cells, refused: [], executed: {}, durationMs: 1000 } as unknown as BackfillResult;
}

it("has a line for each run and name, with counts and the reason", () => {
  const lines = resultSummary(found(8), PLAN).split("\n");
  expect(lines[1]).toMatch(/^run +name +values +verified +unverifiable +why/);
  expect(lines[2]).toMatch(/loss +4 +2 +nothing to compare with|loss +4 +2 +2 +nothing to compare with/);
  expect(lines[3]).toMatch(/rate +4 +4/);
  expect(lines.at(-2)).toContain("8 values in 1.0 s. Read them: hindlog dataframe loss rate");
});

it("does not say again why a run was refused where the plan did", () => {
  const refused = [
    { run: "a", name: "loss", reason: "absent: no such loop" },
    { run: "b", name: "loss", reason: "the run was killed" },
  ];
  const plan = { ...PLAN, runs: [{ run: "a", refused: { reason: "absent: no such loop" } }] } as unknown as BackfillPlan;
  const text = resultSummary({ ...found(0), refused }, plan);
  expect(text).not.toContain("no such loop");
  expect(text).toContain("refused: loss in run b: the run was killed");
});

it("says of which names there is nothing, where no run came to their statements", () => {
  const plan = { ...PLAN, names: ["loss", "rate", "never"], runs: [{ run: "a", recorded: [] }] } as unknown as BackfillPlan;
  expect(resultSummary(found(8), plan)).toContain("\nno values of never: no run came to its statement\n8 values");
  expect(resultSummary(found(8), { ...plan, runs: [] })).not.toContain("no values");
});

it("says of which names there is nothing to add", () => {
  const plan = { ...PLAN, names: ["loss", "own name"], runs: [{ run: "a", recorded: ["own name"] }] } as unknown as BackfillPlan;
  expect(resultSummary(found(8), plan)).toContain(
    "\nnothing to add to own name: the runs recorded it themselves. Read it: hindlog dataframe 'own name'\n8 values",
  );
  const request = { ...plan.request, where: "step > 100" };
  expect(resultSummary(found(8), { ...plan, request })).toContain("\nnothing to add to own name where the condition holds\n8 values");
});

it("takes as long as there are values", () => {
  const [few, many] = [found(5_000), found(50_000)];
  expect(
    timesAsLong(
      () => resultSummary(few, PLAN),
      () => resultSummary(many, PLAN),
    ),
  ).toBeLessThan(40);
});
