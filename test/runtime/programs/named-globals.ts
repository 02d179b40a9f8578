// What a program puts among the objects that every process has is its own state, though those have names.
import path from "node:path";

interface Extended {
  cache: { n: number };
  seen: Map<number, string>;
}
const extended = { math: Math, array: Array } as unknown as { math: Extended; array: Extended };

function count(): void {
  let calls = 0;
  const { join } = path;
  path.join = (...parts: string[]) => join(...parts, String(++calls));
}
function shift(): void {
  let by = 0;
  const { max } = Math;
  Math.max = (...all: number[]) => max(...all) + (by += 10);
}
function remember(): void {
  (Math as unknown as Extended).cache = { n: 0 };
  (Array as unknown as Extended).seen = new Map();
}
count();
shift();
remember();

function main(rounds: number): void {
  // Its functions of Node and of the language are known by name.
  const kept = [path.basename, Object.keys];
  for (let round = 0; round < rounds; round++) {
    extended.math.cache.n += 2;
    extended.array.seen.set(round, `r${round}`);
    const largest = round % 2 === 0 ? Math.max(round, 2) : 0;
    console.log(round, path.join("a"), largest > 0, extended.math.cache.n, extended.array.seen.size, kept.length);
  }
}
main(8);
