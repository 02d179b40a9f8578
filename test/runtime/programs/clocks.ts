// Clocks and random bytes come out equal: elapsed times, ids, dates.
import { randomBytes, randomUUID } from "node:crypto";
import * as crypto from "crypto";
import { performance as perf } from "node:perf_hooks";
const began = Date.now();
const start = performance.now();
const slow = (n: number): number => { let x = 1; for (let i = 0; i < n; i++) x = (x * 31 + i) % 1009; return x; };
class Meter { #since = process.hrtime.bigint(); lap(): bigint { const now = process.hrtime.bigint(); const d = now - this.#since; this.#since = now; return d; } }
const elapsed = (): number => performance.now() - start;
for (let i = 0; i < 6; i++) {
  slow(2000);
  for (let j = 0; j < 3; j++) {
    const at = process.hrtime();
    console.log("inner", j, process.hrtime(at).join(), crypto.randomBytes(4).toString("hex"), [...globalThis.crypto.getRandomValues(new Uint8Array(2))].join(), perf.now());
  }
  console.log("step", i, elapsed(), Date.now() - began, new Date().toISOString(), randomUUID());
}
console.log("all", elapsed(), new Date(0).getTime(), Date().length > 0, randomBytes(3).toString("base64"), process.uptime());
const until = Date.now() + 3; let spins = 0; while (Date.now() < until) spins++;
console.log("spins", spins);
// Clocks by other names, as d3-timer reads them, and what is no clock.
const clock = typeof performance === "object" && performance.now !== undefined ? performance : Date;
class Timer {
  readonly source: { now(): number };
  last: number;
  constructor(source: { now(): number }) {
    this.source = source;
    this.last = this.source.now();
  }
  lap(): number {
    return this.source.now() - this.last;
  }
}
let ticks = 0;
const timers = [new Timer(clock), new Timer(Date), new Timer({ now: () => ticks++ })];
for (let i = 0; i < 4; i++) {
  slow(3000);
  console.log("timers", i, timers.map((timer) => timer.lap()).join(), clock.now());
}
