/**
 * Conway's life on a torus in one bigint: neighbours counted by shifting bit planes, cycles found by a Map of seen boards.
 * Main loop: generation. Arguments: `40`.
 */
const width = 16n;
const height = 10n;
const size = width * height;
const all = (1n << size) - 1n;
const column = Array.from({ length: Number(height) }, (_, y) => 1n << (BigInt(y) * width)).reduce((a, b) => a | b);

const up = (board: bigint): bigint => ((board << width) | (board >> (size - width))) & all;
const down = (board: bigint): bigint => ((board >> width) | (board << (size - width))) & all;
const left = (board: bigint): bigint => ((board & ~(column << (width - 1n))) << 1n) | ((board >> (width - 1n)) & column);
const right = (board: bigint): bigint => ((board & ~column) >> 1n) | ((board & column) << (width - 1n));

function step(board: bigint): bigint {
  const rows = [board, up(board), down(board)];
  const around = rows.flatMap((row, index) => (index === 0 ? [left(row), right(row)] : [left(row), row, right(row)]));
  let [ones, twos, fours] = [0n, 0n, 0n];
  for (const plane of around) {
    const carry = ones & plane;
    ones ^= plane;
    const more = twos & carry;
    twos ^= carry;
    fours |= more;
  }
  return ~fours & twos & (ones | board) & all;
}

const popcount = (board: bigint): number => board.toString(2).replaceAll("0", "").length;

function draw(board: bigint): string {
  return board
    .toString(2)
    .padStart(Number(size), "0")
    .replaceAll("0", ".")
    .replaceAll("1", "#")
    .match(new RegExp(`.{${width}}`, "g"))!
    .join("\n");
}

let board = 0n;
for (let bit = 0n; bit < size; bit++) if (Math.random() < 0.35) board |= 1n << bit;
const seen = new Map<bigint, number>();
let period: number | undefined;
const generations = Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1);
for (let generation = 0; generation < generations; generation++) {
  const before = seen.get(board);
  if (before !== undefined) {
    period = generation - before;
    break;
  }
  seen.set(board, generation);
  board = step(board);
  console.log(generation, popcount(board), board.toString(16));
}
console.log(draw(board));
console.log("period", period ?? "none yet", "boards", seen.size);
