/** Truth by execution for log statements that had no place or no name in the past: in functions whose body was an expression, of what was given back at once. */
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
  await same(PAST, newest, ["asked", "score", "kept"]);
}, 240_000);

const GIVEN_BACK = `import { setTimeout } from "node:timers/promises";
let noise = 1;
function draw(scale: number): number {
  noise = (noise + Math.random()) % 1;
  if (noise > 0.9) return 0;
  return noise * scale;
}
async function step(round: number): Promise<{ best: number; rows: number[] }> {
  await setTimeout(1);
  const rows = Array.from({ length: 3 }, () => draw(round));
  switch (round % 2) {
    case 0:
      return { best: Math.max(...rows.map((row) => row * 2)), rows };
    default:
      return { best: await setTimeout(1, draw(round)), rows };
  }
}
for (let round = 0; round < 40; round++) {
  const { best } = await step(round);
  const total = best + draw(round + 1) * 2;
  console.log("best", best, total);
}
`;

it("logs what a function gives back, and what an expression holds, where the past had no name for it", async () => {
  const newest = [
    ["  return noise * scale;", '  const drawn = noise * scale;\n  console.log("drawn", drawn);\n  return drawn;'],
    [
      "      return { best: await setTimeout(1, draw(round)), rows };",
      '      const odd = { best: await setTimeout(1, draw(round)), rows };\n      console.log("odd", odd.rows, noise);\n      return odd;',
    ],
    [
      "  const total = best + draw(round + 1) * 2;",
      '  const again = draw(round + 1);\n  console.log("again", again, noise);\n  const total = best + again * 2;',
    ],
  ].reduce((text, [from, to]) => text.replace(from!, () => to!), GIVEN_BACK);
  await same(GIVEN_BACK, newest, ["drawn", "odd", "again"]);
}, 240_000);

async function same(past: string, newest: string, names: readonly string[]): Promise<void> {
  const project = makeProject({ "src/main.ts": past });
  await recordRun(project);
  project.write({ "src/main.ts": newest });
  const written = makeProject({ "src/main.ts": newest });
  await recordRun(written, { checkpoints: "off" });
  for (const name of names) {
    const result = await backfill(project, { targets: [name] });
    expect(result.refused, name).toEqual([]);
    expect(
      result.cells.filter((cell) => cell.verdict !== "verified"),
      name,
    ).toEqual([]);
    const truth = await rowsByHand(written, name);
    expect(truth.length, name).toBeGreaterThan(10);
    expect(rowsOf(result, name), name).toEqual(truth);
  }
}
