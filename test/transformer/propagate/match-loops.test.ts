import ts from "typescript";
import { describe, expect, it } from "vitest";
import { matchLoops } from "../../../transformer/propagate/index.ts";

const newest = `function train(epochs: number): number {
  let total = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of batches(epoch)) {
      total += batch.step();
    }
  }
  while (total > 1) total /= 2;
  return total;
}
`;

describe("matchLoops", () => {
  it("maps every loop of an identical text to itself", () => {
    const starts = ["for (let epoch", "for (const batch", "while"].map((head) => newest.indexOf(head));
    expect([...matchLoops(ts, newest, newest)].sort((a, b) => a[0] - b[0])).toEqual(starts.map((start) => [start, start]));
  });

  it("follows loops whose variables were renamed and that stood at module level", () => {
    const older = `let sum = 0;
for (let round = 0; round < 10; round++) {
  for (const part of batches(round)) {
    sum += part.step();
  }
}
`;
    const map = matchLoops(ts, newest, older);
    expect(map.get(newest.indexOf("for (let epoch"))).toBe(older.indexOf("for (let round"));
    expect(map.get(newest.indexOf("for (const batch"))).toBe(older.indexOf("for (const part"));
    expect(map.has(newest.indexOf("while"))).toBe(false);
  });

  it("gives each older loop at most once", () => {
    const older = "for (let i = 0; i < 3; i++) {\n  work(i);\n}\n";
    const map = matchLoops(ts, older + older, older);
    expect(map.size).toBe(1);
  });

  it("is empty for texts without loops or without sense", () => {
    expect(matchLoops(ts, "", newest).size).toBe(0);
    expect(matchLoops(ts, "{{{{", "}}}}").size).toBe(0);
  });
});
