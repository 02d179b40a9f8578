export interface Problem<S> {
  initial: S;
  temperature: { from: number; to: number; factor: number };
  energy(state: S): number;
  neighbour(state: S): S;
  onCool?(temperature: number, energy: number): void;
}

export function anneal<S>(problem: Problem<S>): { state: S; energy: number } {
  const { from, to, factor } = problem.temperature;
  let current = { state: problem.initial, energy: problem.energy(problem.initial) };
  let best = current;
  for (let temperature = from; temperature > to; temperature *= factor) {
    for (let attempt = 0; attempt < 12; attempt++) {
      const state = problem.neighbour(current.state);
      const energy = problem.energy(state);
      const worse = energy - current.energy;
      if (worse > 0 && Math.random() >= Math.exp(-worse / temperature)) continue;
      current = { state, energy };
      if (energy < best.energy) best = current;
    }
    problem.onCool?.(temperature, current.energy);
  }
  return best;
}
