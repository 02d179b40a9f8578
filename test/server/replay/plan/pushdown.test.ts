/** Loops of a path as columns. */
import { expect, it } from "vitest";
import { loopColumns } from "../../../../server/replay/plan/pushdown.ts";
import { timesAsLong } from "../../../cpu-time.ts";

const levels = (loops: readonly number[]): { module: string; loop: number; entry: number; iteration: number }[] =>
  loops.map((loop) => ({ module: "a.ts", loop, entry: 0, iteration: 0 }));

it("gives loops of one name numbers, and takes none that is a name", () => {
  const names = ["step", "step2", "node"];
  expect(loopColumns(levels([0, 1, 0, 2, 0, 1, 5]), (_, loop) => names[loop])).toEqual(["step", "step2", "step3", "node", "step4", "step22", "loop5"]);
});

it("takes as long as the path, where a program recurses", () => {
  const of = (depth: number, times: number) => (): void => {
    const path = levels(Array.from({ length: depth }, () => 0));
    for (let round = 0; round < times; round++) loopColumns(path, () => "node");
  };
  expect(timesAsLong(of(100, 100), of(1_000, 10))).toBeLessThan(10);
});
