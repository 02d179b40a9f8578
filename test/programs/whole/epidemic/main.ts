/**
 * An SEIR epidemic with three age groups, integrated by Runge-Kutta 4, with an intervention when the hospitals fill.
 * Main loop: day. Arguments: `60`.
 */
type State = Readonly<Record<"s" | "e" | "i" | "r", readonly number[]>>;

const groups = ["young", "adult", "old"] as const;
const contact = [
  [3, 1.2, 0.4],
  [1.2, 2, 0.6],
  [0.4, 0.6, 0.9],
];
const population = [2e5, 5e5, 1.5e5];
const beta = { now: 0.12 };

const zip = (f: (...values: number[]) => number, ...lists: (readonly number[])[]): number[] => lists[0]!.map((_, index) => f(...lists.map((list) => list[index]!)));

function derive({ s, e, i }: State): State {
  const force = groups.map((_, a) => beta.now * i.reduce((sum, infected, b) => sum + (contact[a]![b]! * infected) / population[b]!, 0));
  const infections = zip((susceptible, rate) => susceptible * rate, s, force);
  return {
    s: infections.map((value) => -value),
    e: zip((newly, exposed) => newly - exposed / 4, infections, e),
    i: zip((exposed, infected) => exposed / 4 - infected / 6, e, i),
    r: i.map((infected) => infected / 6),
  };
}

const add = (a: State, b: State, h: number): State => ({
  s: zip((x, y) => x + h * y, a.s, b.s),
  e: zip((x, y) => x + h * y, a.e, b.e),
  i: zip((x, y) => x + h * y, a.i, b.i),
  r: zip((x, y) => x + h * y, a.r, b.r),
});

function rk4(state: State, h: number): State {
  const k1 = derive(state);
  const k2 = derive(add(state, k1, h / 2));
  const k3 = derive(add(state, k2, h / 2));
  const k4 = derive(add(state, k3, h));
  return add(add(add(add(state, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
}

let state: State = { s: population.map((people) => people - 50), e: [0, 0, 0], i: [50, 50, 50], r: [0, 0, 0] };
let peak = { day: 0, infected: 0 };
const measures: string[] = [];
const days = Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1);
for (let day = 0; day < days; day++) {
  for (let quarter = 0; quarter < 4; quarter++) state = rk4(state, 0.25);
  const infected = state.i.reduce((a, b) => a + b, 0);
  if (infected > peak.infected) peak = { day, infected };
  if (infected > 4000 && beta.now > 0.08) {
    beta.now *= 0.7;
    measures.push(`day ${day}: contacts down to ${beta.now.toFixed(4)}`);
  }
  if (day % 5 === 0) console.log(day, state.i.map((value) => value.toFixed(2)).join(" "));
}
console.log(peak, measures);
