/** Names of places in a run. */
import { expect, it } from "vitest";
import { enclosingPath, innermostLevel, unknownOnTheWay } from "../../../runtime/format/key.ts";

it("tells what is around a context, and its innermost level", () => {
  const path = "src|a.ts#0.0@3/src|b%23.ts#1.2@7";
  expect(enclosingPath(path)).toBe("src|a.ts#0.0@3");
  expect(enclosingPath("src|a.ts#0.0@3")).toBe("");
  expect(innermostLevel(path)).toEqual({ module: "src/b#.ts", loop: 1, entry: 2, iteration: 7 });
  expect(() => innermostLevel("src|a.ts#0.0@3/nothing")).toThrow('got "nothing"');
});

it("tells which contexts on the way to one are not known, outermost first", () => {
  expect(unknownOnTheWay("a#0.0@0/a#1.0@0/a#1.0@1", new Set(["a#0.0@0"]))).toEqual(["a#0.0@0/a#1.0@0", "a#0.0@0/a#1.0@0/a#1.0@1"]);
  expect(unknownOnTheWay("", new Set())).toEqual([]);
});
