/** State that is a value: numbers, texts and what changes by assignment alone. */
import type { StateKind } from "../state-kind.ts";

export const PRIMITIVES: readonly StateKind[] = [
  { name: "number", assigned: true, make: "@", ops: ["$ += @ + 0.1;", "$ = $ * -1.5;", "$ = ($ | 0) ^ @;"] },
  { name: "odd number", assigned: true, make: "-0", ops: ["$ = [NaN, -0, 0, Infinity, -Infinity, 5e-324][@ % 6];", "$ = -$;", "$ = 1 / $;"] },
  { name: "bigint", assigned: true, make: "BigInt(@) * 7n", ops: ["$ = $ * 3n + BigInt(@);", "$ = -$ >> 1n;", "$ = BigInt.asIntN(64, $ * $);"] },
  {
    name: "string",
    assigned: true,
    iterable: "text",
    make: '"a" + @',
    ops: [
      "$ = ($ + String.fromCharCode(97 + (@ % 26))).slice(-9);",
      '$ = $ + "\\u{1F600}".slice(0, 1 + (@ % 2));',
      '$ = [...$].reverse().join("").slice(0, 9);',
    ],
  },
  { name: "mixed", assigned: true, make: "undefined", ops: ['$ = [null, undefined, true, false, 0, "", 1n, NaN][@ % 8];', "$ = typeof $;", "$ = [$].flat();"] },
  {
    name: "random",
    assigned: true,
    make: "Math.random()",
    ops: ["$ = Math.random();", "$ += Math.random() < 0.5 ? 1 : Math.random();", "$ = Math.floor(Math.random() * 100);"],
  },
  { name: "boxed", assigned: true, make: "Object(@)", ops: ["$.mark = @;", '$ = Object(["s", 1n, true, 2.5][@ % 4]);', "$ = Object($.valueOf());"] },
  {
    name: "symbol",
    assigned: true,
    make: 'Symbol("s" + @)',
    ops: ['$ = Symbol.for("shared" + (@ % 2));', "$ = Symbol.iterator;", '$ = Symbol("made" + @);'],
    look: "[String($), $ === Symbol.iterator]",
  },
];
