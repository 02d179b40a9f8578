/**
 * A genetic algorithm for the travelling salesman: tournaments, order crossover, mutation, elitism.
 * Main loop: generation in evolve.ts. Arguments: `6 10`.
 */
import { evolve, type Individual } from "./evolve.js";

const [length = 300, population = 60] = process.argv.slice(2).map(Number);
const generations = length * Number(process.env["SCALE"] ?? 1);
const cities = Array.from({ length: 14 }, (_, index) => ({ name: String.fromCharCode(65 + index), x: Math.random() * 100, y: Math.random() * 100 }));

const tour = (order: readonly number[]): number =>
  order.reduce((sum, city, index) => {
    const [a, b] = [cities[city]!, cities[order[(index + 1) % order.length]!]!];
    return sum + Math.hypot(a.x - b.x, a.y - b.y);
  }, 0);

const champions: Individual[] = [];
const winner = evolve(cities.length, { generations, population, cost: tour }, (generation, best) => {
  if (champions.at(-1)?.cost !== best.cost) champions.push(best);
  console.log(`generation ${generation}: ${best.cost.toFixed(4)} (${champions.length} champions)`);
});
console.log(winner.order.map((city) => cities[city]!.name).join(" "));
console.log("improved", (1 - winner.cost / champions[0]!.cost).toFixed(4));
