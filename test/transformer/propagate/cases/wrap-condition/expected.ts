import { log } from "hindlog";
export function run(jobs: Job[]) {
  for (const job of jobs) {
    if (log("due", job.isDue())) {
      job.start();
    }
  }
}
