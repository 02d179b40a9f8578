/**
 * A watchdog that kills its own process with SIGTERM once its heart beats irregularly; what was printed before must be there.
 * Main loop: beat. Arguments: `50`.
 */
const beats = Number(process.argv[2] ?? 500);
const intervals = new Float32Array(8);
let irregular = 0;

function record(beat: number, interval: number): number {
  intervals[beat % intervals.length] = interval;
  const mean = intervals.reduce((a, b) => a + b, 0) / intervals.length;
  return Math.abs(interval - mean);
}

for (let beat = 0; beat < beats; beat++) {
  const interval = 1 + Math.sin(beat) / 10 + (Math.random() < 0.2 ? Math.random() : 0);
  const deviation = record(beat, interval);
  if (beat > intervals.length && deviation > 0.3) irregular++;
  console.log(`beat ${beat} ${interval.toFixed(4)} ${deviation.toFixed(4)} ${irregular}`);
  if (irregular >= 2) {
    console.error("irregular heart: giving up");
    process.kill(process.pid, "SIGTERM");
    break;
  }
}
setTimeout(() => console.log("not reached where the signal came"), 200);
