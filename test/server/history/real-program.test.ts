import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openHistory } from "../../../server/history/open.ts";
import { makeProject } from "../../programs/support/project.ts";
import { answersOf } from "./answers.ts";

const PROGRAM = `
import { arg, log } from "hindlog";
const lr = arg("lr", 0.1);
let w = 0;
for (let epoch = 0; epoch < 4; epoch++) {
  for (const batch of ["a", "b"]) {
    w += lr;
    log("loss", 1 / (1 + w));
  }
  console.log("weights", w, { epoch, done: epoch === 3 });
}
console.log(\`finished with \${w}\`);
process.exitCode = 3;
`;

test("what a program printed and logged is what the history says", async () => {
  const project = makeProject({ "src/train.ts": PROGRAM });
  expect((await project.hindlog(["run", "--arg", "lr=0.25", "src/train.ts", "extra"])).status).toBe(3);
  const history = await openHistory(project.root);
  await history.ingest();
  expect(await history.runs()).toMatchObject([{ status: "finished", code: 3, args: { lr: 0.25 }, entry: "src/train.ts", versionNumber: 1, damage: null }]);
  expect((await history.runs())[0]!.argv).toContain("extra");
  const frame = await history.dataframe(["lr", "loss"]);
  const losses: number[] = [];
  for (let w = 0.25; losses.length < 8; w += 0.25) losses.push(1 / (1 + w));
  expect(frame.rows.map((row) => [row["epoch"], row["batch"], row["batch_value"], row["lr"], row["loss"]])).toEqual(
    losses.map((loss, index) => [Math.floor(index / 2), index % 2, "ab"[index % 2], 0.25, loss]),
  );
  expect((await history.sources("1")).map((source) => source.path)).toEqual(["package.json", "src/train.ts"]);
  await history.close();
});

test("a running program is read while it runs, a killed one to where it came", async () => {
  const project = makeProject({
    "train.ts": `for (let step = 0; step < 1e9; step++) { console.log("step", step); await new Promise((resolve) => setTimeout(resolve, 2)); }`,
  });
  const child = project.start(["run", "train.ts"]);
  await once(child.stdout!, "data");
  const history = await openHistory(project.root);
  const counts: number[] = [];
  while (counts.length < 3) {
    await history.ingest();
    const run = (await history.runs())[0];
    if (run !== undefined && run.records > (counts.at(-1) ?? 0)) {
      expect(run).toMatchObject({ status: "running", damage: null });
      counts.push(run.records);
    }
    await sleep(20);
  }
  const { pid } = (await history.sql("SELECT pid FROM runs"))[0]!;
  process.kill(Number(pid), "SIGKILL");
  await once(child, "close");
  await history.ingest();
  const [run] = await history.runs();
  expect(run).toMatchObject({ status: "killed", code: null });
  expect(run!.records).toBeGreaterThanOrEqual(counts.at(-1)!);
  const frame = await history.dataframe(["step"]);
  expect(frame.rows.map((row) => row["log.step"])).toEqual(frame.rows.map((_, index) => index));
  expect(frame.rows.map((row) => row["step"])).toEqual(frame.rows.map((_, index) => index));
  const stepwise = await answersOf(history);
  await history.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(project.root, ".hindlog", `hindlog.db${suffix}`), { force: true });
  const again = await openHistory(project.root);
  await again.ingest();
  expect(await answersOf(again)).toEqual(stepwise);
  await again.close();
});
