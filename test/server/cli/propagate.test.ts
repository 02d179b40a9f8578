/** `hindlog propagate`: patches for past versions, which can be applied and mean what the newest statement means. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject, type Project } from "../../programs/support/project.ts";
import { record } from "../../programs/support/rows.ts";

const FIRST = `export function step(rate: number): number {
  return rate * 2;
}
console.log("start", step(1));
`;
const SECOND = `function train(speed: number): number {
  let sum = 0;
  for (let epoch = 0; epoch < 3; epoch++) {
    sum += speed * epoch;
  }
  return sum;
}
console.log("end", train(0.5));
`;
const THIRD = SECOND.replaceAll("speed", "rate").replace("return sum", "sum = sum + 1;\n  return sum");
const NEWEST = THIRD.replace("  }\n", '    console.log("partial", sum / rate);\n  }\n');

interface Found {
  readonly number: number;
  readonly verdict: string;
  readonly confidence: number;
  readonly patch: string;
  readonly already: readonly string[];
  readonly refused: readonly { readonly place: string; readonly verdict: string; readonly reason: string }[];
}

/** Three versions that ran, and a newest source with a statement more. */
async function recorded(): Promise<Project> {
  const project = makeProject();
  for (const text of [FIRST, SECOND, THIRD]) {
    project.write({ "src/main.ts": text });
    await record(project, ["src/main.ts"]);
  }
  project.write({ "src/main.ts": NEWEST });
  return project;
}

async function ask(project: Project, ...more: string[]): Promise<{ status: number | null; found: Found[] }> {
  const { status, stdout } = await project.hindlog(["propagate", "partial", "--format", "json", ...more]);
  return { status, found: JSON.parse(stdout) as Found[] };
}

test("says for every version what becomes of the statement, and gives patches that git applies", async () => {
  const project = await recorded();
  const { status, found } = await ask(project, "--all");
  expect(status).toBe(1);
  expect(found.map(({ number, verdict }) => ({ number, verdict }))).toEqual([
    { number: 1, verdict: "absent" },
    { number: 2, verdict: "renamed" },
    { number: 3, verdict: "exact" },
  ]);
  expect(found[0]!.refused).toMatchObject([{ place: "src/main.ts:5", verdict: "absent" }]);
  expect(found[0]!.patch).toBe("");
  expect(found[1]!.patch).toContain('\n+    console.log("partial", sum / speed);\n');

  const third = await ask(project, "--to", "3");
  expect(third.status).toBe(0);
  const folder = join(project.root, "old");
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "src/main.ts"), THIRD);
  writeFileSync(join(folder, "it.patch"), third.found[0]!.patch);
  const applied = await project.run("git", ["apply", "--unsafe-paths", "it.patch"], { cwd: folder });
  expect({ status: applied.status, stderr: applied.stderr }).toEqual({ status: 0, stderr: "" });
  expect((await project.run("cat", ["src/main.ts"], { cwd: folder })).stdout).toBe(NEWEST);
});

test("other log statements that were added meanwhile do not hide the place", async () => {
  const parts = "class State {}\nconst simulate = (...moves: unknown[]) => ({ score: moves.length });\nconst meanOf = (scores: number[]) => scores.length;\n";
  const past = `${parts}const results: number[] = [];
for (let i = 1; i <= 30; i++) {
  const start = new State();
  const { score } = simulate(start);
  results.push(score);

  if (i % 5 === 0) {
    const mean = meanOf(results).toFixed(2);
    console.log(\`mean \${mean}\`);
  }
}
`;
  const newest = `${parts}const count = 30;
for (let moves = 1; moves <= 64; moves *= 2) {
  const results: number[] = [];
  for (let i = 1; i <= count; i++) {
    results.push(simulate(new State(), undefined, moves).score);
    console.log("score", results[results.length - 1]);
    console.log("partial", results.length);
  }
  const mean = meanOf(results).toFixed(2);
  console.log(\`moves \${moves}, mean \${mean}\`);
}
`;
  const project = makeProject({ "src/main.ts": past });
  await record(project, ["src/main.ts"]);
  project.write({ "src/main.ts": newest });
  const { status, found } = await ask(project);
  expect(status).toBe(0);
  expect(found[0]!.patch).toContain('   results.push(score);\n+  console.log("partial", results.length);\n');
});

test("reads as a list of versions, changes nothing, and names what it expected", async () => {
  const project = await recorded();
  const { status, stdout, stderr } = await project.hindlog(["propagate", "partial", "--to", "1", "2"]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toMatch(/^version 1 \([0-9a-f]{12}, 1 run\): absent\n {2}\S/);
  expect(stdout).toMatch(/\nversion 2 \([0-9a-f]{12}, 1 run\): renamed \(0\.\d\d\)\n/);
  expect(stdout).toMatch(/\n\n2 versions: 1 can take it, 1 refuses\n {2}absent: \S.*\n$/);
  expect((await project.run("cat", ["src/main.ts"])).stdout).toBe(NEWEST);
  expect((await project.run("ls", [".hindlog/runs"])).stdout.trim().split("\n")).toHaveLength(3);

  const version = await project.hindlog(["propagate", "partial", "--to", "9"]);
  expect(version.status).not.toBe(0);
  expect(version.stderr).toContain('Expected the id or number of a version, got "9"');
  const name = await project.hindlog(["propagate", "nothing"]);
  expect(name.stderr).toContain('Expected a log statement of the name "nothing"');
});

test("says of a statement that does more than look what it does", async () => {
  const project = await recorded();
  project.write({ "src/main.ts": NEWEST.replace("sum / rate", "sum++ * Math.random()") });
  const { stdout } = await project.hindlog(["propagate", "partial", "--to", "3"]);
  expect(stdout).toContain("not an observer: it assigns sum, draws Math.random");
});
