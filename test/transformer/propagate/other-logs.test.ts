/** Log statements that were added beside the one that is carried do not hide its place. */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { applyEdits, preparePropagation, type NewestStatement } from "../../../transformer/propagate/index.ts";

const OLDER = `const results = [];
for (let i = 1; i <= 300; i++) {
  const start = new State();
  const { score } = simulate(start, randomMove(start, false));
  results.push(score);

  if (i % 50 === 0) {
    const mean = meanOf(results).toFixed(2);
    console.log(\`mean \${mean}\`);
  }
}
`;
const NEWEST = `const count = 300;
for (let moves = 1; moves <= 64; moves *= 2) {
  const results = [];
  for (let i = 1; i <= count; i++) {
    results.push(simulate(new State(), undefined, moves).score);
    console.log("score", results[results.length - 1]);
    console.log("sum", results.reduce((a, b) => a + b, 0));
  }
  const mean = meanOf(results).toFixed(2);
  console.log(\`moves \${moves}, mean \${mean}\`);
}
`;

function rangesOf(text: string): { start: number; end: number }[] {
  return [...text.matchAll(/console\.log\(.*\)(?=;)/g)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

function into(older: string, which: number, beside: boolean): string {
  const ranges = rangesOf(NEWEST);
  const statement: NewestStatement = { path: "a.ts", text: NEWEST, ...ranges[which]!, ...(beside ? { beside: ranges } : {}) };
  const { verdict, edits } = preparePropagation(ts, { newest: [statement] }).into({ older: { path: "a.ts", text: older } });
  return edits.length === 0 ? verdict : applyEdits(older, edits);
}

it.each([0, 1])("statement %i finds its place as if the other one were not there", (which) => {
  const { start, end } = rangesOf(NEWEST)[which]!;
  expect(into(OLDER, which, false)).toBe("absent");
  expect(into(OLDER, which, true)).toBe(OLDER.replace("  results.push(score);\n", (line) => `${line}  ${NEWEST.slice(start, end)};\n`));
});

it("one that the older version has stays what its neighbours are found by", () => {
  const { start, end } = rangesOf(NEWEST)[0]!;
  const older = OLDER.replace("  results.push(score);\n", (line) => `  ${NEWEST.slice(start, end)};\n${line}`);
  expect(into(older, 1, true)).toBe(into(older, 1, false));
});

describe("log statements that only the older version has", () => {
  const newest = (log: string): string => `let total = 1;\nfor (let epoch = 0; epoch < 5; epoch++) {\n  total = step(total);\n  ${log}\n}\n`;
  const older = (log: string, above = ""): string => `${above}${newest(log)}`;

  function carried(log: string, olderText: string): string {
    const text = newest(log);
    const ranges = rangesOf(text);
    const { verdict, edits } = preparePropagation(ts, { newest: [{ path: "a.ts", text, ...ranges[0]!, beside: ranges }] }).into({
      older: { path: "a.ts", text: olderText },
    });
    return edits.length === 0 ? verdict : applyEdits(olderText, edits);
  }

  it.each([
    ["with an argument more", 'console.log("total", total, "epoch", epoch);', 'console.log("total", total);'],
    ["another one at the same place", 'console.log("double", total * 2);', 'console.log("total", total);'],
    ["two for one", 'console.log("double", total * 2);', 'console.log("total", total);\n  console.log("rounded", Math.round(total));'],
  ])("%s", (_, log, there) => {
    expect(carried(log, older(there))).toBe(older(`${log}\n  ${there}`));
  });

  it("count where they may change something", () => {
    expect(carried('console.log("double", total * 2);', older('console.log("total", next());'))).toBe("ambiguous");
    expect(carried('console.log("double", total * 2);', older('console.log("total", total++);'))).toBe("ambiguous");
    const above = "function fixed(value) {\n  return value.toFixed(2);\n}\n";
    expect(carried('console.log("double", total * 2);', older('console.log("total", fixed(total));', above))).toContain('double", total * 2);\n  console');
  });
});
