/**
 * A simulated cluster without workers: nodes with mailboxes, gossip, leader election, dropped and delayed messages, partitions.
 * Main loop: round. Arguments: `16`.
 */
import { ClusterNode, type Message } from "./node.js";

const rounds = Number(process.argv[2] ?? 600) * Number(process.env["SCALE"] ?? 1);
const nodes = new Map(["n1", "n2", "n3", "n4"].map((name) => [name, new ClusterNode(name)]));
const peers = [...nodes.keys()];
let inFlight: { message: Message; due: number }[] = [];
const partition = { from: 5, to: 9, cut: new Set(["n4"]) };
const lost: Record<string, number> = {};

function send(message: Message, round: number): void {
  const split = round >= partition.from && round < partition.to && partition.cut.has(message.from) !== partition.cut.has(message.to);
  if (split || Math.random() < 0.05) {
    lost[message.type] = (lost[message.type] ?? 0) + 1;
    return;
  }
  inFlight.push({ message, due: round + 1 + Math.floor(Math.random() * 2) });
}

for (let round = 0; round < rounds; round++) {
  const due = inFlight.filter((each) => each.due <= round);
  inFlight = inFlight.filter((each) => each.due > round);
  for (const { message } of due) nodes.get(message.to)!.mailbox.push(message);
  for (const node of nodes.values()) {
    for (const reply of node.step(round, peers)) send(reply, round);
  }
  const leaders = new Set([...nodes.values()].map(({ leader }) => leader));
  console.log(`round ${round}`, [...leaders].join("|"), [...nodes.values()].map(({ name, term, clock }) => `${name} t${term} c${clock.get(name) ?? 0}`).join(" "));
}
console.log(lost, inFlight.length, [...nodes.get("n1")!.clock].map(([name, time]) => `${name}:${time}`).join(" "));
