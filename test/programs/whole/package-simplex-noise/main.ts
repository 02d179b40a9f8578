/**
 * simplex-noise, instrumented: terrain from octaves of 2D noise, eroded by droplets, animated by 3D noise.
 * Main loop: droplet. Arguments: `24`.
 */
import { createNoise2D, createNoise3D } from "simplex-noise";

const noise2D = createNoise2D(Math.random);
const noise3D = createNoise3D(Math.random);
const size = 20;
const land = new Float32Array(size * size);
for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) land[y * size + x] = height(x, y);

function height(x: number, y: number): number {
  let [sum, amplitude, frequency] = [0, 1, 0.06];
  for (let octave = 0; octave < 4; octave++) {
    sum += amplitude * noise2D(x * frequency, y * frequency);
    amplitude /= 2;
    frequency *= 2;
  }
  return sum;
}

const at = (x: number, y: number): number => land[((y + size) % size) * size + ((x + size) % size)]!;
const neighbours = [[1, 0], [-1, 0], [0, 1], [0, -1]] as const;
let carried = 0;
const droplets = Number(process.argv[2] ?? 20_000) * Number(process.env["SCALE"] ?? 1);
for (let droplet = 0; droplet < droplets; droplet++) {
  let [x, y] = [Math.floor(Math.random() * size), Math.floor(Math.random() * size)];
  let sediment = 0;
  for (let step = 0; step < 12; step++) {
    const [dx, dy] = neighbours.reduce((best, move) => (at(x + move[0], y + move[1]) < at(x + best[0], y + best[1]) ? move : best));
    const drop = at(x, y) - at(x + dx, y + dy);
    if (drop <= 0) break;
    const taken = Math.min(0.05, drop / 4) * (1 + 0.2 * noise3D(x / 5, y / 5, droplet / 10));
    land[y * size + x]! -= taken;
    sediment += taken;
    [x, y] = [(x + dx + size) % size, (y + dy + size) % size];
  }
  land[y * size + x]! += sediment * 0.9;
  carried += sediment;
  if (droplet % 3 === 0) console.log(droplet, carried.toFixed(6), at(x, y).toFixed(6));
}
for (let y = 0; y < size; y += 4) console.log(Array.from(land.subarray(y * size, y * size + size), (value) => " .:-=+*#%@"[Math.max(0, Math.min(9, Math.floor(5 + 4 * value)))]).join(""));
