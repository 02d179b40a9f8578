/**
 * A grid search over frozen configurations: deep freeze, sealed results, non-writable properties, attempts to write that throw.
 * Main loop: config. Arguments: `3`.
 */
interface Config {
  readonly rate: number;
  readonly layers: readonly number[];
  readonly schedule: { readonly kind: "constant" | "decay"; readonly factor: number };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<PropertyKey, unknown>)[key]);
  }
  return value;
}

const defaults: Config = deepFreeze({ rate: 0.1, layers: [8, 4], schedule: { kind: "constant", factor: 1 } });

function* grid(): Generator<Config> {
  for (const rate of [0.3, 0.1, 0.03])
    for (const kind of ["constant", "decay"] as const)
      for (const width of [4, 8]) yield deepFreeze({ ...defaults, rate, layers: [width, ...defaults.layers.slice(1)], schedule: { kind, factor: kind === "decay" ? 0.8 : 1 } });
}

class Result {
  declare readonly config: Config;
  score = 0;
  steps = 0;

  constructor(config: Config) {
    Object.defineProperty(this, "config", { value: config, enumerable: true, writable: false });
    Object.seal(this);
  }
}

function train(result: Result, steps: number): void {
  const { rate, layers, schedule } = result.config;
  let position = 4;
  let step = rate;
  while (result.steps < steps) {
    position -= step * (2 * (position - 1) + Math.random() - 0.5) * Math.log2(layers[0]!);
    step *= schedule.factor;
    result.steps++;
  }
  result.score = (position - 1) ** 2;
}

const configs = Array.from({ length: Number(process.argv[2] ?? 200) * Number(process.env["SCALE"] ?? 1) }, () => [...grid()]).flat();
const results: Result[] = [];
let violations = 0;
let best: Result | undefined;
for (const config of configs) {
  const result = new Result(config);
  train(result, 5 + (results.length % 3));
  results.push(result);
  if (best === undefined || result.score < best.score) best = result;
  for (const attempt of [() => ((config as { rate: number }).rate = 9), () => (config.layers as number[]).push(1), () => delete (result as Partial<Result>).score]) {
    try {
      attempt();
    } catch (error) {
      violations += (error as Error).name === "TypeError" ? 1 : 100;
    }
  }
  console.log(results.length, config.rate, config.schedule.kind, result.score.toFixed(6), Object.isFrozen(config), Object.isSealed(result));
}
console.log(violations, best!.config, best!.score, results.every(({ config }) => Object.isFrozen(config.layers)));
