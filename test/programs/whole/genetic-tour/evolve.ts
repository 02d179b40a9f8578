export interface Individual {
  readonly order: number[];
  readonly cost: number;
  age: number;
}

export interface Settings {
  readonly generations: number;
  readonly population: number;
  cost(order: readonly number[]): number;
}

function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function tournament(pool: readonly Individual[], size: number): Individual {
  let best: Individual | undefined;
  for (let round = 0; round < size; round++) {
    const candidate = pool[Math.floor(Math.random() * pool.length)]!;
    if (best === undefined || candidate.cost < best.cost) best = candidate;
  }
  return best!;
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  const from = Math.floor(Math.random() * a.length);
  const to = from + Math.floor(Math.random() * (a.length - from));
  const kept = a.slice(from, to + 1);
  const rest = b.filter((city) => !kept.includes(city));
  return [...rest.slice(0, from), ...kept, ...rest.slice(from)];
}

function mutate(order: number[], rate: number): number[] {
  if (Math.random() < rate) {
    const [i, j] = [Math.floor(Math.random() * order.length), Math.floor(Math.random() * order.length)].sort((a, b) => a - b);
    const turned = order.slice(i, j! + 1).reverse();
    order.splice(i!, turned.length, ...turned);
  }
  return order;
}

export function evolve(cities: number, settings: Settings, report: (generation: number, best: Individual) => void): Individual {
  const { cost, generations, population } = settings;
  const born = (order: number[]): Individual => ({ order, cost: cost(order), age: 0 });
  let pool = Array.from({ length: population }, () => born(shuffled(cities)));
  let rate = 0.3;
  for (let generation = 0; generation < generations; generation++) {
    pool.sort((a, b) => a.cost - b.cost);
    report(generation, pool[0]!);
    const next = pool.slice(0, 2);
    for (const elite of next) elite.age++;
    while (next.length < population) next.push(born(mutate(cross(tournament(pool, 3).order, tournament(pool, 3).order), rate)));
    rate = next[0]!.age > 3 ? Math.min(0.9, rate * 1.2) : 0.3;
    pool = next;
  }
  return pool.reduce((best, one) => (one.cost < best.cost ? one : best));
}
