/**
 * k-means with k-means++ seeding over points drawn around four centres; stops when no point changes its cluster.
 * Main loop: round. Arguments: `10`.
 */
interface Point {
  readonly x: number;
  readonly y: number;
  cluster: number;
}

function normal(mean: number, deviation: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  return mean + deviation * radius * Math.cos(2 * Math.PI * Math.random());
}

const centres = [
  [0, 0],
  [4, 1],
  [1, 5],
  [6, 6],
] as const;
const points: Point[] = centres.flatMap(([x, y]) => Array.from({ length: Number(process.argv[2] ?? 400) }, () => ({ x: normal(x, 1.1), y: normal(y, 1.1), cluster: -1 })));

const distance = (a: { x: number; y: number }, b: { x: number; y: number }): number => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;

function seed(k: number): { x: number; y: number }[] {
  const chosen: { x: number; y: number }[] = [{ ...points[Math.floor(Math.random() * points.length)]! }];
  while (chosen.length < k) {
    const weights = points.map((point) => Math.min(...chosen.map((centre) => distance(point, centre))));
    let at = Math.random() * weights.reduce((a, b) => a + b, 0);
    const index = weights.findIndex((weight) => (at -= weight) <= 0);
    const { x, y } = points[index < 0 ? points.length - 1 : index]!;
    chosen.push({ x, y });
  }
  return chosen;
}

function assign(means: readonly { x: number; y: number }[]): number {
  let moved = 0;
  for (const point of points) {
    let nearest = 0;
    for (let index = 1; index < means.length; index++) {
      if (distance(point, means[index]!) < distance(point, means[nearest]!)) nearest = index;
    }
    if (nearest !== point.cluster) {
      point.cluster = nearest;
      moved++;
    }
  }
  return moved;
}

const means = seed(4);
const inertia: number[] = [];
let moved = points.length;
for (let round = 0; round < 50 && moved > 0; round++) {
  moved = assign(means);
  for (const [index, mean] of means.entries()) {
    const own = points.filter((point) => point.cluster === index);
    if (own.length === 0) continue;
    mean.x = own.reduce((sum, { x }) => sum + x, 0) / own.length;
    mean.y = own.reduce((sum, { y }) => sum + y, 0) / own.length;
  }
  inertia.push(points.reduce((sum, point) => sum + distance(point, means[point.cluster]!), 0));
  console.log(`round ${round}: ${moved} moved, inertia ${inertia.at(-1)!.toFixed(4)}`);
}
for (const { x, y } of means.toSorted((a, b) => a.x - b.x)) console.log(x.toFixed(5), y.toFixed(5));
