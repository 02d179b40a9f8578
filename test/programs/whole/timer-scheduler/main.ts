/**
 * A cooperative scheduler: jobs that are queued by setTimeout, setImmediate, microtasks and an interval, until a fixed number is done.
 * Main loop: none. Arguments: `40`.
 */
interface Job {
  readonly name: string;
  readonly kind: "timeout" | "immediate" | "micro";
  runs: number;
}

const most = Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1);
const done: string[] = [];
const jobs: Job[] = [
  { name: "a", kind: "timeout", runs: 0 },
  { name: "b", kind: "immediate", runs: 0 },
  { name: "c", kind: "micro", runs: 0 },
];
let beats = 0;

function schedule(job: Job): void {
  const run = (): void => {
    job.runs++;
    done.push(job.name);
    if (done.length < most) setTimeout(schedule, 0, jobs[(jobs.indexOf(job) + 1) % jobs.length]!);
    else finish();
    if (done.length % 8 === 0) console.log(done.length, done.slice(-8).join(""));
  };
  if (job.kind === "timeout") setTimeout(run, 1);
  else if (job.kind === "immediate") setImmediate(run);
  else queueMicrotask(run);
}

const interval = setInterval(() => beats++, 1);

function finish(): void {
  clearInterval(interval);
  console.log(jobs.map(({ name, runs }) => `${name}=${runs}`).join(" "), beats > 0);
}

process.once("beforeExit", () => console.log("nothing left to do"));
schedule(jobs[0]!);
