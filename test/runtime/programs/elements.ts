// Arrays whose elements are all there and plain, and those where one is not: read-only, an accessor, a hole, a name beside them; they turn from one into the other.
type List = unknown[] & { label?: string };
const shared = { hits: 0 };
const words: List = ["a", "b"];
const mixed: List = [1, 2, 3];
const guarded: List = [0, {}];
const holes: List = [{}, {}, {}];
const nested: List = [[], [[]]];
const made: List[] = [];

function shape(list: List): string {
  const parts = Object.entries(Object.getOwnPropertyDescriptors(list)).map(([key, { value, get, writable, enumerable }]) => {
    const shown = get !== undefined ? "get" : typeof value === "object" ? (value === shared ? "shared" : "object") : String(value);
    return `${key}=${shown}${writable === false ? "!" : ""}${enumerable === false ? "-" : ""}`;
  });
  return parts.join(" ");
}

for (let i = 0; i < 9; i++) {
  words.push(`w${i}`);
  if (i % 3 === 2) words.shift();
  mixed[i % 3] = i % 2 === 0 ? i : i % 3 === 1 ? shared : `text ${i}`;
  guarded.push({ i });
  if (i === 2) Object.defineProperty(guarded, 0, { value: "fixed", writable: false });
  if (i === 4) Object.defineProperty(guarded, 1, { get: () => shared.hits++, configurable: true, enumerable: true });
  if (i === 6) Object.defineProperty(guarded, 1, { value: "again", configurable: true, enumerable: false, writable: true });
  if (i % 4 === 1) delete holes[1];
  else holes[1] = { i };
  if (i === 5) holes.label = "named";
  if (i === 7) delete holes.label;
  (nested[0] as unknown[]).push(nested, i % 2 === 0 ? shared : [i]);
  const list: List = [shared, list0(i), "x", undefined];
  if (i % 2 === 1) list.length = 6;
  made.push(list);
  if (i === 3) Object.freeze(made[1]);
  console.log(i, [words, mixed, guarded, holes, nested[0] as List, made.at(-1)!, made[1] ?? []].map(shape).join(" | "), shared.hits);
}
function list0(i: number): unknown[] {
  return Array.from({ length: i }, (_, index) => (index % 2 === 0 ? shared : index));
}
console.log(made.every((list) => list[0] === shared), Object.isFrozen(made[1]), (nested[0] as unknown[])[0] === nested);

// As many names beside the elements as there are holes; a name leads to what the loop around holds too.
const gaps: List & { link?: unknown[] } = [1, , 3]; // eslint-disable-line no-sparse-arrays
for (let i = 0; i < 4; i++) {
  const held = [i];
  gaps.link = held;
  for (let j = 0; j < 3; j++) console.log(i, j, shape(gaps));
  held.push(i);
  console.log(gaps.link === held, gaps.link.join());
}
