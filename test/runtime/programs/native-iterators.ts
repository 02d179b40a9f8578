// Iterators of arrays, Maps and Sets that are kept: in variables, properties and closures, made in the loop, at their end, and behind it.
import { log } from "hindlog";

const list = [1, 2, 3, 4, 5];
const map = new Map<string, number>([
  ["a", 1],
  ["b", 2],
  ["c", 3],
]);
const set = new Set(["x", "y"]);
const values = list.values();
const keys = list.keys();
let entries = map.entries();
const members = set[Symbol.iterator]();
class Reader {
  readonly rows = ["r0", "r1", "r2", "r3"];
  readonly names = map.keys();
  #left = this.rows.entries();
  read(): unknown {
    return this.#left.next().value;
  }
}
const reader = new Reader();
const shown = (step: IteratorResult<unknown, unknown>): string => JSON.stringify([step.done, step.value]);
const made: Iterator<unknown>[] = [];
const queue: (() => unknown)[] = [];
for (let i = 0; i < 12; i++) {
  log("values", shown(values.next()));
  log("keys", shown(keys.next()));
  if (i % 2 === 0) log("entries", shown(entries.next()));
  log("members", shown(members.next()));
  log("names", shown(reader.names.next()));
  log("read", JSON.stringify(reader.read()));
  if (i === 3) set.add("z");
  if (i === 4) map.delete("a");
  if (i === 5) map.set("d", 4).set("e", 5);
  if (i === 7) list.push(6, 7, 8);
  if (i === 8) entries = map.entries();
  if (i === 9) map.clear();
  if (i === 10) map.set("late", 1);
  const own = list.slice(0, i);
  const left = own.values();
  left.next();
  const distinct = new Set(own);
  if (i % 3 === 0) made.push(left, distinct.values());
  if (i % 4 === 0) queue.push(() => left.next().value);
  log("made", made.map((iterator) => shown(iterator.next())).join(" "));
  log("queue", JSON.stringify(queue.map((next) => next())));
}
for (const key of map.keys()) {
  log("key", key);
  if (map.size < 5) map.set(`${key}+`, map.size);
}
for (const value of map.values()) log("value", value);
for (const [key, value] of map.entries()) log("entry", `${key} ${value}`);
const copy = new Map([...map]);
const rest = copy.values();
for (const value of rest) {
  log("rest", value);
  if (value > 1) log("next", rest.next().value as number);
}
console.log(list, map, set, [...values], [...keys], [...members]);
console.log(Object.prototype.toString.call(list.values()), Object.keys(values), values[Symbol.iterator]() === values);

/** What compilers write for older targets in place of for-of, and of a pattern. */
function valuesOf(iterable: Iterable<unknown>): Iterator<unknown> {
  const s = typeof Symbol === "function" && Symbol.iterator;
  const m = s && iterable[s];
  if (m) return m.call(iterable);
  throw new TypeError("not iterable");
}
function read(iterable: Iterable<unknown>, count: number): unknown[] {
  const m = iterable[Symbol.iterator];
  const it = m.call(iterable);
  const found: unknown[] = [];
  for (let step = it.next(); !step.done && found.length < count; step = it.next()) found.push(JSON.stringify(step.value));
  return found;
}
const older = new Map([...copy]);
for (let it = valuesOf(older), step = it.next(); !step.done; step = it.next()) {
  log("older", read(step.value as [string, number], 2).join());
  if (older.size < 9) older.set(`old${older.size}`, older.size);
  for (let inner = valuesOf(list), at = inner.next(); !at.done; at = inner.next()) log("inner", JSON.stringify(at.value));
}
