/**
 * Tabular Q-learning in a grid world with cliffs; the policy is drawn at the end.
 * Main loop: episode. Arguments: `15`.
 */
const map = ["....G", ".##..", "...#.", "S.XX."];
const height = map.length;
const width = map[0]!.length;
const moves = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const;
type Move = keyof typeof moves;
const names = Object.keys(moves) as Move[];

const table = new Map<string, Record<Move, number>>();
const values = (state: string): Record<Move, number> => {
  if (!table.has(state)) table.set(state, { up: 0, down: 0, left: 0, right: 0 });
  return table.get(state)!;
};

function find(letter: string): [number, number] {
  for (let y = 0; y < height; y++) {
    const x = map[y]!.indexOf(letter);
    if (x >= 0) return [x, y];
  }
  throw new RangeError(`no ${letter} on the map`);
}

function step([x, y]: [number, number], move: Move): { at: [number, number]; reward: number; done: boolean } {
  const [dx, dy] = moves[move];
  const [nx, ny] = [x + dx, y + dy];
  const cell = map[ny]?.[nx];
  if (cell === undefined || cell === "#") return { at: [x, y], reward: -2, done: false };
  if (cell === "X") return { at: find("S"), reward: -20, done: false };
  return { at: [nx, ny], reward: cell === "G" ? 30 : -1, done: cell === "G" };
}

const greedy = (state: string): Move => names.reduce((best, move) => (values(state)[move] > values(state)[best] ? move : best));

let epsilon = 0.8;
const returns: number[] = [];
const episodes = Number(process.argv[2] ?? 3000) * Number(process.env["SCALE"] ?? 1);
for (let episode = 0; episode < episodes; episode++) {
  let at = find("S");
  let total = 0;
  for (let turn = 0; turn < 40; turn++) {
    const state = at.join();
    const move = Math.random() < epsilon ? names[Math.floor(Math.random() * 4)]! : greedy(state);
    const { at: to, reward, done } = step(at, move);
    const target = reward + (done ? 0 : 0.95 * Math.max(...Object.values(values(to.join()))));
    values(state)[move] += 0.3 * (target - values(state)[move]);
    total += reward;
    at = to;
    if (done) break;
  }
  epsilon = Math.max(0.05, epsilon * 0.93);
  returns.push(total);
  console.log(`episode ${episode} return ${total} epsilon ${epsilon.toFixed(4)} states ${table.size}`);
}
const arrows: Record<Move, string> = { up: "^", down: "v", left: "<", right: ">" };
for (const [y, line] of map.entries()) console.log([...line].map((cell, x) => (cell === "." || cell === "S" ? arrows[greedy(`${x},${y}`)] : cell)).join(""));
console.log(returns.slice(-5));
