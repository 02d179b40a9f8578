/** Objects that every process has are found without building the whole table for every state. */
import { describe, expect, it } from "vitest";
import { globalObjects, globalPath, mayBeGlobal } from "../../../runtime/state/globals.ts";

const FIRST = /^(\w+(\.prototype)?|%Iterator\.prototype%)$/;

describe("globals", () => {
  it("are named by the paths that lead to them", () => {
    expect([Array, Map.prototype, globalThis, Array.prototype.map, Symbol.iterator].map((value) => globalPath(value))).toEqual([
      "Array",
      "Map.prototype",
      "globalThis",
      "Array.prototype.map",
      "Symbol.iterator",
    ]);
    expect([{}, [], () => 1, Symbol("own"), Object.create({ own: 1 }) as object].map((value) => globalPath(value))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("are all worth a look in the whole table, but those that are known from the first and what only reflection finds", () => {
    const missed = [...globalObjects()].filter(([path, value]) => !FIRST.test(path) && !mayBeGlobal(value)).map(([path]) => path);
    expect(missed.filter((path) => !path.startsWith("performance."))).toEqual([]);
  });
});
