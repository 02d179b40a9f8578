/**
 * A batch job that ends by process.exit in the middle of its loop, in a function called from a finally block; exit handlers write a summary.
 * Main loop: job. Arguments: `30`.
 */
import { writeFileSync } from "node:fs";

interface Job {
  readonly id: number;
  readonly cost: number;
  state: "queued" | "done" | "failed";
}

const jobs: Job[] = Array.from({ length: Number(process.argv[2] ?? 500) }, (_, id) => ({ id, cost: Math.random() * 10, state: "queued" }));
let budget = 80;
let spent = 0;

process.on("exit", (code) => {
  writeFileSync("summary.txt", `${code} ${spent.toFixed(3)} ${jobs.map(({ state }) => state[0]).join("")}\n`);
  console.log(`exit ${code}, ${jobs.filter(({ state }) => state === "done").length} done`);
});

function checkBudget(job: Job): void {
  if (budget > 0) return;
  console.error(`budget is used up at job ${job.id}`);
  process.exit(17);
}

for (const job of jobs) {
  try {
    if (job.cost > 9) throw new Error(`job ${job.id} is too expensive`);
    spent += job.cost;
    budget -= job.cost;
    job.state = "done";
    console.log(`job ${job.id} cost ${job.cost.toFixed(3)}, ${budget.toFixed(3)} left`);
  } catch (error) {
    job.state = "failed";
    console.log((error as Error).message);
  } finally {
    checkBudget(job);
  }
}
console.log("all done");
