/**
 * Monte-Carlo prices of European and Asian options with antithetic paths and running confidence intervals.
 * Main loop: batch. Arguments: `20`.
 */
class Estimate {
  count = 0;
  mean = 0;
  #squares = 0;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  add(value: number): void {
    this.count++;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.#squares += delta * (value - this.mean);
  }

  get error(): number {
    return Math.sqrt(this.#squares / (this.count - 1) / this.count);
  }
}

let spare: number | null = null;
function gaussian(): number {
  if (spare !== null) {
    const value = spare;
    spare = null;
    return value;
  }
  let [u, v, s] = [0, 0, 0];
  do {
    u = Math.random() * 2 - 1;
    v = Math.random() * 2 - 1;
    s = u * u + v * v;
  } while (s >= 1 || s === 0);
  const factor = Math.sqrt((-2 * Math.log(s)) / s);
  spare = v * factor;
  return u * factor;
}

const market = Object.freeze({ spot: 100, strike: 105, rate: 0.03, volatility: 0.2, years: 1, steps: 6 });
const estimates = { european: new Estimate("european"), asian: new Estimate("asian") };

function path(sign: 1 | -1, draws: readonly number[]): { last: number; mean: number } {
  const { spot, rate, volatility, years, steps } = market;
  const dt = years / steps;
  let price = spot;
  let sum = 0;
  for (const draw of draws) {
    price *= Math.exp((rate - volatility ** 2 / 2) * dt + volatility * Math.sqrt(dt) * sign * draw);
    sum += price;
  }
  return { last: price, mean: sum / steps };
}

const discount = Math.exp(-market.rate * market.years);
const payoff = (price: number): number => discount * Math.max(0, price - market.strike);
const batches = Number(process.argv[2] ?? 3000) * Number(process.env["SCALE"] ?? 1);
for (let batch = 0; batch < batches; batch++) {
  const pairs = Array.from({ length: 3 }, () => Array.from({ length: market.steps }, gaussian));
  pairs.forEach((draws) => {
    const [up, down] = [path(1, draws), path(-1, draws)];
    estimates.european.add((payoff(up.last) + payoff(down.last)) / 2);
    estimates.asian.add((payoff(up.mean) + payoff(down.mean)) / 2);
  });
  const { european } = estimates;
  if (batch > 0) console.log(`batch ${batch}: ${european.mean.toFixed(5)} +- ${(1.96 * european.error).toFixed(5)}`);
}
for (const { name, count, mean, error } of Object.values(estimates)) console.log(name, count, mean, error);
