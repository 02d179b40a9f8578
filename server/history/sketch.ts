/**
 * A series of numbers in at most 64 buckets, for a sparkline. Built one value at a time; the outcome depends on the values
 * and their order alone, never on how they were split over ingests.
 */
export interface Sketch {
  /** Values a bucket stands for; a power of two. */
  width: number;
  /** Sum of each bucket; the last may be part full. */
  sums: number[];
  /** Values in the last bucket. */
  last: number;
}

const BUCKETS = 64;

/** An empty one. */
export function newSketch(): Sketch {
  return { width: 1, sums: [], last: 0 };
}

/** Takes one more finite value. */
export function addToSketch(sketch: Sketch, value: number): void {
  const at = sketch.sums.length - 1;
  if (at >= 0 && sketch.last < sketch.width) {
    sketch.sums[at] = finite(sketch.sums[at]! + value);
    sketch.last++;
    return;
  }
  if (sketch.sums.length === BUCKETS) {
    halve(sketch);
    addToSketch(sketch, value);
    return;
  }
  sketch.sums.push(value);
  sketch.last = 1;
}

function halve(sketch: Sketch): void {
  const half: number[] = [];
  for (let index = 0; index < sketch.sums.length; index += 2) half.push(finite(sketch.sums[index]! + (sketch.sums[index + 1] ?? 0)));
  sketch.sums = half;
  sketch.width *= 2;
  sketch.last = sketch.width;
}

/** JSON has no infinity. */
function finite(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** The mean of each bucket, oldest first; [] for no values. */
export function sketchMeans(sketch: Sketch): number[] {
  return sketch.sums.map((sum, index) => sum / (index === sketch.sums.length - 1 ? sketch.last : sketch.width));
}
