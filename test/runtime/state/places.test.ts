/** Knowing where entries of Maps and Sets came. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { End } from "../../../runtime/state/places.ts";

test("entries that came since are told, those that were taken out again are not", () => {
  const words = new Set(["a", "b", "c"]);
  const end = new End(words);
  expect(end.added()).toBe(0);
  words.delete("c");
  words.add("c").add("d");
  expect([end.added(), end.added()]).toEqual([2, 2]);
  words.delete("c");
  expect(end.added()).toBe(1);
  words.clear();
  expect(end.added()).toBe(0);
  words.add("a").add("b");
  expect(end.added()).toBe(2);
});

test.each(["Set", "Map"])("the engine lets go of what is not in a %s any more when its end is asked for", (kind) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const usedMb = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const collection = kind === "Map" ? new Map<object, number>() : new Set<object>();
  const add = (key: object): unknown => (collection instanceof Map ? collection.set(key, 1) : collection.add(key));
  for (let i = 0; i < 100; i++) add(Array.from({ length: 50 }, () => i));
  const before = usedMb();
  const end = new End(collection);
  for (let i = 0; i < 100_000; i++) {
    const [oldest] = collection.keys();
    collection.delete(oldest!);
    add(Array.from({ length: 50 }, () => i));
  }
  expect(usedMb() - before).toBeGreaterThan(20);
  expect(end.added()).toBe(100);
  expect(usedMb() - before).toBeLessThan(5);
});
