/**
 * `Math.random` with a seed: sfc32 (Chris Doty-Humphrey, PractRand 0.9), four words of state.
 * Its state is part of every checkpoint.
 */

/** State of the generator: four unsigned 32-bit integers. */
export type RandomState = Int32Array;

/** State for a seed; the first twelve outputs are thrown away, as its author advises. */
export function seededState(seed: number): RandomState {
  const state = new Int32Array([0, seed | 0, 0, 1]);
  for (let round = 0; round < 12; round++) nextRandom(state);
  return state;
}

/** Draws a number in [0, 1) with 53 random bits, as `Math.random` has. */
function nextRandom(state: RandomState): number {
  const high = draw(state) >>> 0;
  return high * 2 ** -32 + (draw(state) >>> 11) * 2 ** -53;
}

function draw(state: RandomState): number {
  const a = state[0]!;
  const b = state[1]!;
  const c = state[2]!;
  const d = state[3]!;
  const sum = (((a + b) | 0) + d) | 0;
  state[3] = (d + 1) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  return sum;
}

/** Puts the generator in the place of `Math.random`. @param isElsewhere - whether what asks is of no replay, so that it draws from another one */
export function replaceMathRandom(state: RandomState, isElsewhere: () => boolean = () => false): void {
  const elsewhere = state.map((word) => ~word);
  const random = { random: () => nextRandom(isElsewhere() ? elsewhere : state) }.random;
  Object.defineProperty(Math, "random", { value: random, writable: true, enumerable: false, configurable: true });
}
