/**
 * The heat equation on a grid: one buffer, two grids as views into it that swap, rows as views into those, boundary as Uint8 mask.
 * Main loop: time. Arguments: `80`.
 */
const width = 24;
const height = 16;
const cells = width * height;
const buffer = new ArrayBuffer(2 * cells * Float64Array.BYTES_PER_ELEMENT + cells);
let now = new Float64Array(buffer, 0, cells);
let next = new Float64Array(buffer, cells * 8, cells);
const fixed = new Uint8Array(buffer, 2 * cells * 8, cells);
const whole = new Float64Array(buffer, 0, 2 * cells);

const row = (grid: Float64Array, y: number): Float64Array => grid.subarray(y * width, (y + 1) * width);

for (let y = 0; y < height; y++) {
  for (const x of [0, width - 1]) fixed[y * width + x] = 1;
}
row(now, 0).fill(100);
row(now, height - 1).fill(-20);
for (const y of [0, height - 1]) fixed.fill(1, y * width, (y + 1) * width);
next.set(now);

function relax(alpha: number): number {
  let largest = 0;
  for (let y = 1; y < height - 1; y++) {
    const [above, here, below, out] = [row(now, y - 1), row(now, y), row(now, y + 1), row(next, y)];
    for (let x = 1; x < width - 1; x++) {
      const change = alpha * (above[x]! + below[x]! + here[x - 1]! + here[x + 1]! - 4 * here[x]!);
      out[x] = here[x]! + change;
      largest = Math.max(largest, Math.abs(change));
    }
  }
  return largest;
}

const spot = { x: 5, y: 7, strength: 40 };
const probes: { time: number; centre: number; sum: number }[] = [];
const end = Number(process.argv[2] ?? 4000) * Number(process.env["SCALE"] ?? 1);
for (let time = 0; time < end; time++) {
  const change = relax(0.2);
  [now, next] = [next, now];
  now[spot.y * width + spot.x]! += spot.strength;
  spot.strength *= 0.95;
  spot.x = 2 + ((spot.x * 7 + time) % (width - 4));
  if (time % 8 === 0) {
    probes.push({ time, centre: row(now, height / 2)[width / 2]!, sum: whole.reduce((a, b) => a + b, 0) });
    console.log(time, change.toFixed(6), probes.at(-1)!.centre.toFixed(6));
  }
}
console.log(probes.length, fixed.reduce((a, b) => a + b, 0), probes.at(-1)!.sum.toFixed(6));
