/**
 * d3-force, instrumented: the layout of a small graph with links, charge, collision and centring, ticked by hand.
 * Main loop: tick. Arguments: `6 5`.
 */
import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, type SimulationNodeDatum } from "d3-force";

interface Node extends SimulationNodeDatum {
  readonly id: string;
  readonly size: number;
}

const [ticksWanted = 300, size = 14] = process.argv.slice(2).map(Number);
const nodes: Node[] = Array.from({ length: size }, (_, index) => ({ id: `n${index}`, size: 3 + (index % 4) }));
const links = Array.from({ length: size + 3 }, (_, index) => ({ source: `n${index % size}`, target: `n${Math.floor(Math.random() * size)}` }));
let ticks = 0;
const simulation = forceSimulation(nodes)
  .force("link", forceLink<Node, { source: string; target: string }>(links).id(({ id }) => id).distance(30))
  .force("charge", forceManyBody().strength(-20))
  .force("collide", forceCollide<Node>(({ size }) => size))
  .force("center", forceCenter(50, 50))
  .stop();
simulation.on("tick", () => ticks++);

const most = ticksWanted * Number(process.env["SCALE"] ?? 1);
for (let tick = 0; tick < most; tick++) {
  simulation.tick();
  if (tick === Math.floor(most / 2)) nodes[0]!.fx = 10;
  if (tick % 2 === 0) console.log(tick, simulation.alpha().toFixed(6), nodes.slice(0, 3).map(({ x, y }) => `${x!.toFixed(4)},${y!.toFixed(4)}`).join(" "));
}
console.log(ticks, simulation.find(50, 50)?.id, nodes.map(({ id, x, y }) => `${id} ${x!.toFixed(3)} ${y!.toFixed(3)}`).join("\n"));
