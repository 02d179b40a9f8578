/**
 * Expression trees simplified and evaluated with WeakMap caches; private data of nodes lives in a WeakMap too.
 * Main loop: query. Arguments: `30`.
 */
type Expression = { readonly op: "+" | "*"; readonly left: Expression; readonly right: Expression } | { readonly op: "x" } | { readonly op: "number"; readonly value: number };

const evaluations = new WeakMap<Expression, Map<number, number>>();
const sizes = new WeakMap<Expression, number>();
const touched = new WeakSet<Expression>();
const stats = { hits: 0, misses: 0, distinct: 0 };

function evaluate(node: Expression, x: number): number {
  let known = evaluations.get(node);
  if (known === undefined) evaluations.set(node, (known = new Map()));
  const found = known.get(x);
  if (found !== undefined) {
    stats.hits++;
    return found;
  }
  stats.misses++;
  const value = node.op === "x" ? x : node.op === "number" ? node.value : node.op === "+" ? evaluate(node.left, x) + evaluate(node.right, x) : evaluate(node.left, x) * evaluate(node.right, x);
  known.set(x, value);
  return value;
}

function size(node: Expression): number {
  const known = sizes.get(node);
  if (known !== undefined) return known;
  const counted = node.op === "+" || node.op === "*" ? 1 + size(node.left) + size(node.right) : 1;
  sizes.set(node, counted);
  return counted;
}

const x: Expression = { op: "x" };
let forest: Expression[] = [x, { op: "number", value: 2 }, { op: "number", value: 0.5 }];
const pick = (): Expression => forest[Math.floor(Math.random() * forest.length)]!;
let sum = 0;
const queries = Number(process.argv[2] ?? 5000) * Number(process.env["SCALE"] ?? 1);
for (let query = 0; query < queries; query++) {
  const node: Expression = { op: Math.random() < 0.6 ? "+" : "*", left: pick(), right: pick() };
  if (size(node) < 20) forest.push(node);
  const target = pick();
  if (!touched.has(target)) {
    touched.add(target);
    stats.distinct++;
  }
  const value = evaluate(target, query % 3);
  sum += Math.tanh(value);
  if (query % 15 === 14) forest = forest.filter((_, index) => index < 3 || index % 2 === 0);
  console.log(query, size(target), value, stats.hits, stats.misses);
}
console.log(sum, stats, forest.length);
