export function run(jobs: Job[]) {
  for (const job of jobs) {
    if (job.isDue()) {
      job.start();
    }
  }
}
