/** Collections: arrays in all their shapes, Map, Set, bytes. */
import type { StateKind } from "../state-kind.ts";

export const COLLECTIONS: readonly StateKind[] = [
  {
    name: "array",
    iterable: "array",
    make: "[@, 2, 3]",
    ops: ["if ($.length < 9) $.push(@);", "$.reverse();", "$.splice(@ % 3, 1);", "$[@ % 2] = ($[@ % 2] ?? 0) + 0.5;"],
  },
  {
    name: "sparse array",
    iterable: "array",
    make: "[1, , 3, , @]",
    ops: ["$[(@ % 4) + 5] = @;", "delete $[@ % 5];", "$.length = 4 + (@ % 3);", "$.tag = @;", "$.copyWithin(0, 2);"],
  },
  {
    name: "array of objects",
    iterable: "array",
    make: "[{ id: 0 }, { id: 1 }, { id: @ }]",
    ops: [
      "[$[0], $[2]] = [$[2], $[0]];",
      "$[1].id += @;",
      "$.sort((a, b) => (b?.id ?? 0) - (a?.id ?? 0));",
      "$[@ % 3] = { id: @, old: $[@ % 3] === undefined };",
    ],
  },
  {
    name: "array swapped for another",
    assigned: true,
    iterable: "array",
    make: "[@]",
    ops: ["$ = [...$, @].slice(-4);", "$ = $.map((x) => x + 1);", "$.push(@ % 5); if ($.length > 6) $ = [];"],
  },
  {
    name: "nested arrays",
    make: "[[1, 2], [3, [4, @]]]",
    ops: ["$[0].push(@ % 9); if ($[0].length > 5) $[0].length = 1;", "$[1][1] = [$[1][1][0] + 1, $[0]];", "[$[0], $[1][1]] = [$[1][1], $[0]];"],
  },
  {
    name: "Map",
    iterable: "map",
    make: 'new Map([["a", 1], ["b", @]])',
    ops: ['if ($.size < 8) $.set("k" + (@ % 7), @);', '$.delete("a"); $.set("a", @);', '$.delete("k" + (@ % 5));', '$.set("b", ($.get("b") ?? 0) + 1);'],
  },
  {
    name: "Map with object keys",
    declare: "const ~k = [{ k: 0 }, { k: 1 }, [2], new Date(3)];",
    make: "new Map([[~k[0], ~k[1]]])",
    ops: [
      "$.set(~k[@ % 4], @);",
      "$.delete(~k[@ % 3]);",
      "$.set({ fresh: @ % 2 }, $.size); if ($.size > 6) $.clear();",
      "$.set(NaN, -0); $.set(~k[0], $.get(~k[1]));",
    ],
  },
  {
    name: "Set",
    iterable: "set",
    make: 'new Set([1, "1", @])',
    ops: ["if ($.size < 8) $.add(@);", "$.delete(1); $.add(1);", "$.delete(@);", "$.add(@ % 2 ? NaN : undefined);"],
  },
  {
    name: "Set of objects",
    declare: "const ~o = [{ o: 0 }, { o: 1 }, { o: 2 }];",
    make: "new Set([~o[0]])",
    ops: ["$.add(~o[@ % 3]);", "$.delete(~o[@ % 2]);", "if ($.size < 6) $.add({ fresh: @ });", "for (const item of $) item.o = (item.o ?? 0) + 1;"],
  },
  {
    name: "typed arrays over one buffer",
    declare: "const ~b = new ArrayBuffer(24);",
    make: "{ all: new Uint8Array(~b), part: new Int16Array(~b, 4, 4), wide: new Float64Array(~b, 8, 2) }",
    ops: ["$.all[@ % 24] = @ * 37;", "$.part[@ % 4] += @;", "$.wide[@ % 2] = @ / 3;", "$.all.set([9, @], 3);", "$.part = new Int16Array(~b, 2 * (@ % 3), 3);"],
  },
  {
    name: "typed array",
    iterable: "array",
    make: "new Float32Array([0.1, 1, @])",
    ops: ["$[@ % 3] += 0.25;", "$.reverse();", "$.set($.subarray(1), 0);", "$.label = @;"],
  },
  { name: "BigInt64Array", iterable: "array", make: "new BigInt64Array(3)", ops: ["$[@ % 3] += 5n;", "$[0] = -$[1];", "$.fill(BigInt(@), 2);"] },
  {
    name: "DataView",
    make: "new DataView(new ArrayBuffer(16), 4)",
    ops: ["$.setFloat32(0, @ / 7);", "$.setInt16(@ % 9, @);", "$.setBigUint64(4, BigInt(@));"],
  },
  { name: "ArrayBuffer", assigned: true, make: "new ArrayBuffer(4)", ops: ["new Uint8Array($)[@ % 3] = @;", "$ = $.slice(0, 3 + (@ % 2));", "$.note = @;"] },
  {
    name: "Buffer",
    assigned: true,
    make: 'Buffer.from("ab" + @)',
    ops: ["$[0] = @;", "$ = Buffer.concat([$, Buffer.from([@])]).subarray(-5);", '$.write("z", @ % 2);'],
  },
  {
    name: "subarray of a Buffer",
    declare: 'const ~w = Buffer.from("0123456789");',
    make: "~w.subarray(2, 6)",
    ops: ["$[@ % 4] = 65 + (@ % 26);", "~w[3] ^= 1;"],
    look: '[$, ~w.toString("latin1")]',
  },
  { name: "SharedArrayBuffer", make: "new Int32Array(new SharedArrayBuffer(8))", ops: ["Atomics.add($, @ % 2, @);", "$[0] ^= @;"], look: "[...$]" },
  {
    name: "subclass of Array and Map",
    declare: "class ~A extends Array { note = 0; }\nclass ~M extends Map { hits = 0; get(k) { this.hits++; return super.get(k); } }",
    make: "{ list: ~A.of(1, @), map: new ~M([[1, 2]]) }",
    ops: [
      "if ($.list.length < 8) $.list.push(@);",
      "$.list.note += @; $.list = $.list.slice(-3);",
      "$.map.set(@ % 4, ($.map.get(@ % 4) ?? 0) + 1);",
      "$.map = new ~M($.map);",
    ],
  },
];
