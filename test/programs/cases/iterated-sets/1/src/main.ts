import { arg, log } from "hindlog";

/** A queue that is gone over while a function puts its entries back; and a cache whose entries are moved to its end when they are used. */
const queue = new Set(["a", "b", "c", "d"]);
const cache = new Map<string, number>();
const tries = new Map<string, number>();
const most = arg("most", 4);

function attempt(task: string): boolean {
  let effort = 0;
  for (let step = 0; step < 6; step++) {
    effort += work(step);
    const key = `k${Math.floor(Math.abs(effort)) % 5}`;
    const used = cache.get(key) ?? 0;
    cache.delete(key);
    cache.set(key, used + 1);
    //: inside  log("inside", effort);
    if (step === 2) {
      queue.delete(task);
      queue.add(task);
    }
    if (step === 4 && effort > 1000) queue.add(`${task}'`);
  }
  //: after  log("after", effort);
  tries.set(task, (tries.get(task) ?? 0) + 1);
  return (tries.get(task) ?? 0) >= most;
}

let done = 0;
for (const task of queue) {
  //: before  log("before", task);
  const finished = attempt(task);
  if (finished) {
    queue.delete(task);
    done++;
  }
  for (const [key, used] of cache.entries()) {
    if (used > 3) cache.delete(key);
    //: used  log("used", `${key} ${used}`);
    if (used === 3) work(done);
  }
  log("left", queue.size);
  if (done > 6) break;
}
log("cached", [...cache].join(" "));

function work(step: number): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.sin(i + step);
  return sum + Math.random();
}
