/**
 * Simulated annealing as a small library that takes callbacks, used on a bin-packing problem.
 * Main loop: temperature in anneal.ts. Arguments: `30`.
 */
import { anneal } from "./anneal.js";

const start = Number(process.argv[2] ?? 2000);
const weights = Array.from({ length: 24 }, () => 1 + Math.floor(Math.random() * 30));
const bins = 5;
const ideal = weights.reduce((a, b) => a + b, 0) / bins;
let evaluated = 0;
const accepted: number[] = [];

const best = anneal<number[]>({
  initial: weights.map((_, index) => index % bins),
  temperature: { from: start, to: 1, factor: 0.8 ** (1 / Number(process.env["SCALE"] ?? 1)) },
  energy(assignment) {
    evaluated++;
    const loads = new Array<number>(bins).fill(0);
    assignment.forEach((bin, item) => (loads[bin]! += weights[item]!));
    return loads.reduce((sum, load) => sum + (load - ideal) ** 2, 0);
  },
  neighbour(assignment) {
    const copy = [...assignment];
    copy[Math.floor(Math.random() * copy.length)] = Math.floor(Math.random() * bins);
    return copy;
  },
  onCool(temperature, energy) {
    accepted.push(energy);
    console.log(`T=${temperature.toFixed(3)} energy=${energy.toFixed(3)}`);
  },
});
console.log("best", best.energy.toFixed(6), best.state.join(""), "evaluated", evaluated, "cooled", accepted.length);
