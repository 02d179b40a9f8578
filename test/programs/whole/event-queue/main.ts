/**
 * Discrete-event simulation of a bank hall: a binary heap with private fields, events as classes, queues and tellers.
 * Main loop: Simulation.run.loop in simulation.ts. Arguments: `25`.
 */
import { Simulation } from "./simulation.js";

const simulation = new Simulation({ tellers: 2, customers: Number(process.argv[2] ?? 3000) * Number(process.env["SCALE"] ?? 1) });
const report = simulation.run();
console.log(report);
console.log(simulation.toString());
