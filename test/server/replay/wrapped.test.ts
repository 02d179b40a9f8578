/** Truth by execution for log calls around expressions: a backfilled value is what the old program logs with the calls written in by hand. */
import { describe, expect, it } from "vitest";
import { makeProject, type Files } from "../../programs/support/project.ts";
import { backfill, recordRun, rowsByHand, rowsOf, type Recording } from "./recorded-project.ts";

/** `«log("loss", »f(x)«)»`: with the parts in marks left out, and with them in. */
function texts(files: Files): { past: Files; newest: Files } {
  const each = (change: (text: string) => string): Files => Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
  return { past: each((text) => text.replaceAll(/«[^»]*»/g, "")), newest: each((text) => text.replaceAll(/[«»]/g, "")) };
}

/** Backfills all names at once, and compares with one run of the newest text. */
async function agrees(files: Files, names: readonly string[], recording: Recording = {}): Promise<void> {
  const { past, newest } = texts(files);
  const project = makeProject(past);
  await recordRun(project, recording);
  project.write(newest);
  const result = await backfill(project, { targets: names });
  expect(result.refused).toEqual([]);
  expect(result.cells.filter((cell) => cell.verdict !== "verified")).toEqual([]);
  const written = makeProject(newest);
  await recordRun(written, { ...recording, checkpoints: "off" });
  for (const name of names) {
    const truth = await rowsByHand(written, name);
    expect(truth.length, name).toBeGreaterThan(0);
    expect(rowsOf(result, name), name).toEqual(truth);
  }
}

const TRAINING = `«import { log } from "hindlog";
»class Model {
  weights = [0.5, -0.5];
  step(batch: number[]): number {
    for (let i = 0; i < this.weights.length; i++) this.weights[i]! += «log("delta", »batch[i]! * 0.01 + Math.random() * 0.001«)»;
    return «log("norm", »Math.hypot(...this.weights)«)»;
  }
}
const model = new Model();
const batches = Array.from({ length: 5 }, () => [Math.random(), Math.random()]);
let total = 0;
for (let epoch = 0; epoch < 4; epoch++) {
  let best = 0;
  for (const batch of batches) {
    const loss = «log("loss", »model.step(«log("given", »batch«)»)«)»;
    total += «log("scaled", »scale(loss, epoch)«)»;
    if («log("better", »loss > best«)») best = loss;
  }
  const sums = batches.map((batch) => «log("sum", »batch[0]! + batch[1]!«)»);
  console.log("total", total, sums.length);
}
function scale(loss: number, epoch: number): number {
  return epoch === 0 ? loss : «log("shrunk", »loss / (epoch + 1)«)»;
}
console.log("best", total);
`;

const HEADS = `«import { log } from "hindlog";
»const queue = [5, 3, 8, 1];
function* produce(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield «log("produced", »i * Math.random()«)»;
}
async function read(key: number): Promise<number> {
  await new Promise((done) => setTimeout(done, 1));
  return key * 2;
}
async function main(): Promise<number> {
  let sum = 0;
  while («log("more", »queue.length > 0«)») {
    const next = queue.pop()!;
    for (const row of «log("rows", »rowsOf(next)«)») sum += «log("half", »row * 0.5«)»;
    const got = «log("fetched", »await read(next)«)»;
    sum += got;
    console.log("sum", sum);
  }
  for (const value of produce(3)) sum += value;
  for (let i = 0; «log("stop", »i * i < 10«)»; i++) sum += Math.random();
  return sum;
}
function rowsOf(count: number): number[] {
  return Array.from({ length: count }, () => Math.random());
}
main().then((sum) => console.log("end", sum));
`;

describe("a log call around an expression", () => {
  it("is put around the expression of the past, wherever it stands, and gives what it would have given", async () => {
    await agrees({ "src/main.ts": TRAINING }, ["loss", "delta", "norm", "given", "scaled", "better", "sum", "shrunk"]);
  }, 240_000);

  it("is put around what loops test and go over, and where functions wait or yield", async () => {
    await agrees({ "src/main.ts": HEADS }, ["more", "rows", "half", "fetched", "produced", "stop"]);
  }, 240_000);
});
