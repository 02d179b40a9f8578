/** Objects: their keys, attributes, prototypes and who else holds them. */
import type { StateKind } from "../state-kind.ts";

export const OBJECTS: readonly StateKind[] = [
  {
    name: "nested object",
    iterable: "keys",
    make: '{ a: { b: { c: @ } }, list: [1], ["x" + @]: null }',
    ops: ["$.a.b.c += @;", "$.a = { b: { c: $.a.b.c, was: $.list.length } };", "$.list.push(@ % 5); if ($.list.length > 5) $.list = [];", "$.a.b.up = $.list;"],
  },
  {
    name: "alias",
    make: "(() => { const one = { n: @ }; return { one, two: one, three: { n: 0 } }; })()",
    ops: ["$.one.n += @;", "$.two = $.three;", "[$.one, $.three] = [$.three, $.one];", "$.three = { n: @ }; $.two = $.one;"],
  },
  {
    name: "cycle",
    declare:
      "function ~link(list, n) { const node = { n, next: list.head, self: null }; node.self = node; list.head = node; list.size++; if (list.tail === null) list.tail = node; }",
    make: "{ head: null, tail: null, size: 0, owner: null }",
    ops: [
      "~link($, @);",
      "$.owner = $; if ($.tail) $.tail.n += 1;",
      "if ($.head) { $.head = $.head.next; $.size--; if (!$.head) $.tail = null; }",
      "if ($.tail) $.tail.next = @ % 3 ? null : $.head;",
    ],
  },
  {
    name: "key order",
    iterable: "keys",
    make: "{ a: 1, b: 2, 7: 3, c: 4 }",
    ops: [
      "delete $.a; $.a = @;",
      'delete $["k" + (@ % 3)];',
      'if (Object.keys($).length < 9) $["k" + (@ % 4)] = @;',
      "{ const old = $.b; delete $.b; $.b = old; }",
      "$[@ % 3] = @;",
    ],
  },
  {
    name: "frozen",
    assigned: true,
    make: "Object.freeze({ n: @, list: Object.freeze([1, 2]), open: { n: 0 } })",
    ops: [
      "$ = Object.freeze({ ...$, n: $.n + 1 });",
      "$.open.n += @;",
      "try { $.n = -1; } catch { $ = Object.freeze({ n: @, list: Object.freeze([@]), open: $.open }); }",
    ],
  },
  {
    name: "sealed",
    make: "Object.seal({ n: @, inner: Object.preventExtensions({ m: 1, z: 2 }) })",
    ops: ["$.n += @;", "delete $.inner.z;", "try { $.extra = 1; } catch { $.n++; }", "$.inner.m = $.n; Object.freeze($.inner);"],
  },
  {
    name: "symbol keys",
    declare: 'const ~s = [Symbol("one"), Symbol("two"), Symbol.for("three")];',
    make: "{ [~s[0]]: 1, plain: @, [~s[2]]: {} }",
    ops: [
      "$[~s[@ % 3]] = @;",
      "delete $[~s[0]]; $[~s[0]] = @;",
      "Object.defineProperty($, ~s[1], { value: @, enumerable: false, configurable: true, writable: true });",
    ],
  },
  {
    name: "null prototype",
    iterable: "keys",
    make: "Object.assign(Object.create(null), { z: 1, a: @ })",
    ops: ["$.z += @;", "delete $.a; $.a = @;", "$.inner = Object.create(null); $.inner.n = @;", "$.__proto__ = @;"],
  },
  {
    name: "defined accessor",
    make: 'Object.defineProperty({ raw: @ }, "twice", { get() { return this.raw * 2; }, set(v) { this.raw = v; }, enumerable: true, configurable: true })',
    ops: [
      "$.twice = @;",
      "$.raw += 1;",
      'Object.defineProperty($, "raw", { value: $.raw, writable: true, enumerable: @ % 2 === 0, configurable: true });',
      'Object.defineProperty($, "fixed" + (@ % 2), { value: @, configurable: true });',
    ],
  },
  {
    name: "accessor defined in the loop",
    make: "{ raw: @ }",
    ops: ['Object.defineProperty($, "half", { get() { return this.raw / 2; }, configurable: true });', "$.raw = ($.half ?? 0) + @;", "delete $.half;"],
  },
  {
    name: "prototype change",
    declare: "const ~p = [{ kind: 0, who() { return this.n + this.kind; } }, { kind: 1, who() { return this.n * 2; } }, null];",
    make: "Object.setPrototypeOf({ n: @ }, ~p[0])",
    ops: ["Object.setPrototypeOf($, ~p[@ % 3]);", "$.n += $.kind ?? @;", "~p[0].kind += 1;", "Object.setPrototypeOf($, { kind: @ });"],
  },
  {
    name: "Error",
    assigned: true,
    make: 'new Error("first", { cause: { n: @ } })',
    ops: [
      '$ = new TypeError("made " + @);',
      "$.code = @;",
      '$.message += "!"; if ($.message.length > 12) $.message = "m";',
      '$ = new AggregateError([$], "many");',
      "$.cause = { n: @ };",
    ],
    look: "$",
  },
  {
    name: "subclass of Error",
    declare: 'class ~E extends RangeError { constructor(m, level) { super(m); this.name = "Custom"; this.level = level; } }',
    assigned: true,
    make: 'new ~E("x", @)',
    ops: ['try { throw new ~E("y" + @, $.level); } catch (e) { $ = e; }', "$.level += @;", "$.level = $ instanceof ~E ? $.level + 1 : -1;"],
  },
  {
    name: "Date",
    make: "new Date(1e12 + @)",
    ops: ["$.setTime($.getTime() + @ * 1000);", "$.setUTCMonth(@ % 12);", "$.mark = @;", "$.setTime(NaN); if (@ % 2) $.setTime(@);"],
  },
  { name: "Date swapped for another", assigned: true, make: "new Date(@)", ops: ["$ = new Date(+$ + 1);", "$.setTime(@ * 10);"] },
  {
    name: "RegExp with lastIndex",
    make: "/a(b?)/g",
    ops: ['$.exec("ab a ab aab");', "$.lastIndex = @ % 7;", '$.test("aaab");', "$.extra = @;"],
    look: "[$, $.lastIndex]",
  },
  {
    name: "RegExp swapped for another",
    assigned: true,
    make: 'new RegExp("x" + @, "y")',
    ops: ['$ = new RegExp("[a-" + "cdef"[@ % 4] + "]", "gi"); $.lastIndex = 1;', '$.lastIndex = $.test("bcd") ? $.lastIndex : 2;'],
    look: "[$, $.lastIndex]",
  },
  {
    name: "URL",
    make: 'new URL("http://h.example/p?q=" + @)',
    ops: ['$.searchParams.append("k" + (@ % 3), String(@));', '$.pathname = "/x" + @;', '$.searchParams.delete("k1");', "$.hash = String(@);"],
    look: "$.href",
  },
  {
    name: "URLSearchParams",
    make: 'new URLSearchParams("a=1&b=2")',
    ops: ['$.set("a", String(@));', '$.append("c", "x"); if ([...$].length > 6) $.delete("c");', "$.sort();"],
    look: "$.toString()",
  },
  {
    name: "WeakMap",
    declare: "const ~k = [{}, {}, []];",
    make: "new WeakMap([[~k[0], @]])",
    ops: ["$.set(~k[@ % 3], @);", "$.delete(~k[@ % 2]);", "$.set(~k[1], ($.get(~k[1]) ?? 0) + 1);"],
    look: "~k.map((k) => $.get(k))",
  },
  {
    name: "WeakSet",
    declare: "const ~k = [{}, {}, []];",
    make: "new WeakSet([~k[0]])",
    ops: ["$.add(~k[@ % 3]);", "$.delete(~k[@ % 2]);"],
    look: "~k.map((k) => $.has(k))",
  },
  {
    name: "Proxy",
    make: 'new Proxy({ n: @ }, { get: (target, key) => (key === "n" ? target.n * 2 : target[key]) })',
    ops: ["$.n = @;", "$.m = ($.m ?? 0) + 1;"],
    look: "[$.n, $.m]",
  },
  {
    name: "globalThis property",
    make: "(globalThis.~g = { n: @ })",
    ops: ["globalThis.~g.n += @;", "globalThis.~g = { n: @, was: $.n };", "$.n += 1;"],
    look: "[$, globalThis.~g, globalThis.~g === $]",
  },
];
