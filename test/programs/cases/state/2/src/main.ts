import { log } from "hindlog";
import { Graph } from "./graph.ts";

const ring = new Graph(9);
const visits = new Map<string, number>();
const seen = new Set<number>();
const when = new Date(Date.UTC(2020, 0, 1));
const shared = new ArrayBuffer(64);
const floats = new Float64Array(shared);
const bytes = new Uint8Array(shared);
const pair = { left: floats, right: floats };
const history: { round: number; label: string; at: Date }[] = [];

for (let round = 0; round < 10; round++) {
  //: nodes  log("nodes", ring.nodes.map((node) => node.weight));
  for (let step = 0; step < 6; step++) {
    const node = ring.walk();
    visits.set(node.label, (visits.get(node.label) ?? 0) + 1);
    seen.add(node.id);
    pair.left[step]! += node.weight;
    when.setUTCDate(when.getUTCDate() + 1);
    burn(step);
  }
  history.push({ round, label: ring.current.label, at: new Date(when) });
  //: visits  log("visits", visits);
  //: seen  log("seen", seen);
  //: bytes  log("bytes", bytes);
  //: alias  log("alias", pair.left === pair.right && pair.left === floats && floats.buffer === bytes.buffer);
  //: cycle  log("cycle", ring.current.next.previous === ring.current);
  //: when  log("when", when);
  //: history  log("history", history);
  log("energy", ring.energy());
}

function burn(step: number): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.sqrt(i + step);
  return sum;
}
