/** Truth by execution for log statements in functions whose body was an expression in the past: a block goes around it. */
import { expect, it } from "vitest";
import { makeProject } from "../../programs/support/project.ts";
import { backfill, recordRun, rowsByHand, rowsOf } from "./recorded-project.ts";

const PAST = `const rows = Array.from({ length: 20 }, (_, place) => [place, Math.random()] as const);
const rules: ((x: number) => number)[] = [];
let scale = 1;
for (let epoch = 0; epoch < 6; epoch++) {
  const bias = Math.random();
  rules.push((x) => x * scale + bias);
  scale = rows.map(([place, share]) => rules[place % rules.length]!(share)).reduce((a, b) => (a + b) % 10, 0);
  rows.forEach(([place]) => rules.push(rules[place % rules.length]!));
  rules.length = epoch + 1;
  console.log("scale", scale);
}
`;

it("logs in callbacks and in functions that the state keeps, before and behind their expression", async () => {
  const newest = [
    ["(x) => x * scale + bias", '(x) => {\n    console.log("asked", x, bias);\n    return x * scale + bias;\n  }'],
    [
      "([place, share]) => rules[place % rules.length]!(share)",
      '([place, share]) => {\n    const score = rules[place % rules.length]!(share);\n    console.log("score", score);\n    return score;\n  }',
    ],
    ["([place]) => rules.push(", "([place]) => {\n    rules.push("],
    ["rules[place % rules.length]!));", 'rules[place % rules.length]!);\n    console.log("kept", rules.length);\n  });'],
  ].reduce((text, [from, to]) => text.replace(from!, () => to!), PAST);
  const project = makeProject({ "src/main.ts": PAST });
  await recordRun(project);
  project.write({ "src/main.ts": newest });
  const written = makeProject({ "src/main.ts": newest });
  await recordRun(written, { checkpoints: "off" });
  for (const name of ["asked", "score", "kept"]) {
    const result = await backfill(project, { targets: [name] });
    expect(result.refused, name).toEqual([]);
    expect(
      result.cells.filter((cell) => cell.verdict !== "verified"),
      name,
    ).toEqual([]);
    const truth = await rowsByHand(written, name);
    expect(truth.length, name).toBe(120);
    expect(rowsOf(result, name), name).toEqual(truth);
  }
}, 240_000);
