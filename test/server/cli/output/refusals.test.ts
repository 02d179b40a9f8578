import { expect, it } from "vitest";
import { refusalLines } from "../../../../server/cli/output/refusals.ts";

it("has one line for each reason, with its names and runs", () => {
  const of = (run: string, name: string, reason: string): { run: string; name: string; reason: string } => ({ run, name, reason });
  const many = ["a", "b", "c", "d", "e"].flatMap((run) => [of(run, "loss", "it ended"), of(run, "rate", "it ended")]);
  expect(refusalLines([of("a", "bell\u0007", "w is not in scope"), ...many, of("f", "loss", "it ended")])).toEqual([
    "refused: bell\\u{7} in run a: w is not in scope",
    "refused: loss, rate in 5 runs (a, b, c and 2 more): it ended",
    "refused: loss in run f: it ended",
  ]);
  expect(
    refusalLines([
      { run: "a", reason: "it is a bundle" },
      { run: "b", reason: "it is a bundle" },
    ]),
  ).toEqual(["refused: 2 runs (a, b): it is a bundle"]);
});
