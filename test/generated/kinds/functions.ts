/** State in functions: what closures hold, closures that are held, and everything that is half-way through something. */
import type { StateKind } from "../state-kind.ts";

export const FUNCTIONS: readonly StateKind[] = [
  {
    name: "closure over a variable",
    declare:
      "function ~counter(start) { let n = start; const steps = []; return { next(by) { steps.push(by); if (steps.length > 3) steps.shift(); return (n += by); }, get value() { return n; }, reset: () => { n = 0; steps.length = 0; }, steps: () => steps }; }",
    make: "~counter(@)",
    ops: ["$.next(@);", "if (@ % 3 === 0) $.reset();", "$.next($.value % 5);"],
    look: "[$.value, $.steps()]",
  },
  {
    name: "bare closure",
    declare: "function ~lcg(seed) { let a = seed; return () => { a = (Math.imul(a, 1664525) + 1013904223) | 0; return a; }; }",
    make: "~lcg(@)",
    ops: ["$();", "if ($() < 0) $();"],
    look: "$()",
  },
  {
    name: "two closures over one variable",
    declare: "function ~pair() { let shared = { n: 0 }; return [(by) => { shared = { n: shared.n + by }; }, () => shared]; }",
    make: "~pair()",
    ops: ["$[0](@);", "$[1]().n *= 2;", "$.reverse(); $.reverse();"],
    look: "$[1]()",
  },
  {
    name: "closures stored by the loop",
    make: "[]",
    ops: [
      "{ let held = @; $.push(() => held++); if ($.length > 4) $.shift(); }",
      "{ const held = { n: @ }; $.push(() => ++held.n); if ($.length > 4) $.shift(); }",
      "$[0]?.();",
    ],
    look: "$.map((f) => f())",
  },
  {
    name: "functions without captures stored by the loop",
    make: "[]",
    ops: ["$.push((x) => x + 1); if ($.length > 3) $.shift();", "$.push(Math.max); if ($.length > 3) $.shift();"],
    look: "$.map((f) => f(1))",
  },
  {
    name: "object-literal method",
    make: "{ n: @, inc(by) { this.n += by; return this; }, get double() { return this.n * 2; } }",
    ops: ["$.inc(@);", "$.inc($.double % 7);", "$.n = -$.n;"],
    look: "[$.n, $.double, Object.keys($)]",
  },
  {
    name: "object-literal method made in the loop",
    assigned: true,
    make: "{ n: @, inc(by) { this.n += by; return this.n; } }",
    ops: ["$ = { n: @, inc(by) { this.n -= by; return this.n; } };", "$.inc(@);"],
    look: "[$.n, $.inc(0)]",
  },
  {
    name: "properties of a function",
    declare: "function ~fn() { ~fn.calls = (~fn.calls ?? 0) + 1; return ~fn.calls; }",
    make: "~fn",
    ops: ["$();", "$.memo = { n: @ };", "if ($.memo) $.memo.n += 1;", "delete $.calls;"],
    look: "[$.calls, $.memo]",
  },
  {
    name: "bound function",
    declare: "const ~t = { n: 0 };\nfunction ~add(by) { this.n += by; return this.n; }",
    make: "~add.bind(~t)",
    ops: ["$(@);", "~t.n *= 2;"],
    look: "[$(0), ~t]",
  },
  {
    name: "memo in a module variable",
    declare:
      "let ~memo = new Map();\nfunction ~fib(n) { if (n < 2) return n; if (!~memo.has(n)) ~memo.set(n, ~fib(n - 1) + ~fib(n - 2)); return ~memo.get(n); }",
    make: "{ last: ~fib(3) }",
    ops: ["$.last = ~fib(@ % 12);", "if (~memo.size > 8) ~memo = new Map();", "$.last += ~memo.size;"],
    look: "[$, ~memo]",
  },
  {
    name: "lazy function",
    declare: "let ~lazy = () => { const big = [1, 2, 3]; ~lazy = () => big; return big; };",
    make: "{ n: 0 }",
    ops: ["$.n += ~lazy()[@ % 3];", "~lazy()[0] += 1;"],
    look: "[$, ~lazy()]",
  },
  {
    name: "live generator",
    declare: 'function* ~gen(a) { let b = 0; while (true) { b += a; const got = yield b; if (typeof got === "number") a = got; } }',
    make: "~gen(1 + @)",
    ops: ["$.next();", "$.next(@ % 4);"],
    look: "$.next().value",
  },
  {
    name: "live array iterator",
    declare: "const ~src = [1, 2, 3, 4, 5, 6, 7, 8, 9];",
    make: "~src.values()",
    ops: ["$.next();", "~src.push(~src.length);  if (~src.length > 40) ~src.length = 9;"],
    look: "$.next().value",
  },
  {
    name: "live Map iterator",
    declare: 'const ~src = new Map([["a", 1], ["b", 2], ["c", 3]]);',
    make: "~src.entries()",
    ops: ["$.next();", '~src.set("k" + (@ % 9), @);'],
    look: "$.next().value",
  },
  {
    name: "array from arguments",
    declare: "function ~args() { arguments[0] += 1; return arguments; }",
    make: "~args(@, 2)",
    ops: ["$[0] += @;", "$[1] = { n: @ };", "$.length = 2 - (@ % 2);"],
    look: "[[...$], $.length]",
  },
  {
    name: "other module's let",
    make: "{ seen: 0 }",
    ops: ["$.seen = bumpOther(@);", "$.seen += other;", "otherList.push(@); if (otherList.length > 5) otherList.length = 0;"],
    look: "[$, other, otherList, readOther()]",
  },
  { name: "settled Promise", make: "{ p: Promise.resolve(1), n: @ }", ops: ["$.n += @;", "$.p = Promise.resolve(@);"], look: "$.n" },
];
