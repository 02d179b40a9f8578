/** How time grows, in CPU time: others use the machine too. */

/** Milliseconds of CPU that work takes, the least of three times. */
function cpuMs(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** By how much more CPU the larger work takes. @returns at least 0; a tenth of a millisecond counts as nothing */
export function timesAsLong(smaller: () => unknown, larger: () => unknown): number {
  smaller();
  return cpuMs(larger) / Math.max(cpuMs(smaller), 0.1);
}
