/** Every form of loop that programs use, as text. */

/** The text of a loop around its body. `n` is an integer expression of the iteration. */
export interface LoopText {
  readonly before: readonly string[];
  readonly head: string;
  /** Statements at the start of the body. */
  readonly first: readonly string[];
  /** Behind the body's closing brace. */
  readonly foot: string;
  /** Statements behind the loop. */
  readonly behind: readonly string[];
  readonly n: string;
  /** Whether the body may keep it from ending, so that it needs a guard. */
  readonly isLive: boolean;
}

/** One form. `needs`: what must hold where it stands. */
export interface LoopForm {
  readonly name: string;
  readonly needs?: "async" | "iterable state" | "enumerable state";
  /** @param k - makes its names unique. @param over - the state that it goes over. */
  readonly text: (k: number, count: number, over: string) => LoopText;
}

interface Parts {
  readonly before?: readonly string[];
  readonly first?: readonly string[];
  readonly foot?: string;
  readonly behind?: readonly string[];
  readonly isLive?: boolean;
}

function text(head: string, n: string, parts: Parts = {}): LoopText {
  return { head, n, before: parts.before ?? [], first: parts.first ?? [], foot: parts.foot ?? "", behind: parts.behind ?? [], isLive: parts.isLive ?? false };
}

const numbersUpTo = (count: number): string => `[${Array.from({ length: count }, (_, index) => index + 1).join(", ")}]`;
const letters = (count: number): string => JSON.stringify("abcdefgh".slice(0, count));
const pairs = (count: number): string => Array.from({ length: count }, (_, index) => `["k${index}", ${index}]`).join(", ");

const COUNTED: readonly LoopForm[] = [
  { name: "for let", text: (k, c) => text(`for (let i${k} = 0; i${k} < ${c}; i${k}++)`, `i${k}`) },
  { name: "for let, several", text: (k, c) => text(`for (let a${k} = 0, b${k} = ${2 * c}; a${k} < b${k}; a${k}++, b${k}--)`, `(b${k} - a${k})`) },
  { name: "for var", text: (k, c) => text(`for (var v${k} = ${c}; v${k} > 0; v${k}--)`, `v${k}`) },
  { name: "for with an outer variable", text: (k, c) => text(`for (o${k} = 0; o${k} < ${c}; o${k} += 1)`, `o${k}`, { before: [`let o${k};`] }) },
  { name: "for without a head", text: (k, c) => text("for (;;)", `c${k}`, { before: [`let c${k} = 0;`], first: [`if (c${k}++ >= ${c}) break;`] }) },
  { name: "for over a bigint", text: (k, c) => text(`for (let i${k} = 0n; i${k} < ${c}n; i${k}++)`, `Number(i${k})`) },
  {
    name: "for with a closure in its head",
    text: (k, c) => text(`for (let i${k} = 0, up${k} = () => (i${k} += 0), old${k} = up${k}; i${k} < ${c}; i${k}++)`, `(i${k} + old${k}())`),
  },
  {
    name: "for let, captured in the body",
    text: (k, c) => text(`for (let i${k} = 0; i${k} < ${c}; i${k}++)`, `get${k}()`, { first: [`const get${k} = () => i${k};`] }),
  },
  {
    name: "for over a list",
    text: (k, c) =>
      text(`for (let at${k} = list${k}; at${k} !== null; at${k} = at${k}.next)`, `at${k}.n`, {
        before: [`let list${k} = null;`, `for (let j = 0; j < ${c}; j++) list${k} = { n: j, next: list${k} };`],
      }),
  },
  { name: "while", text: (k, c) => text(`while (w${k}++ < ${c})`, `w${k}`, { before: [`let w${k} = 0;`] }) },
  {
    name: "while over a queue",
    text: (k, c) =>
      text(`while (q${k}.length > 0)`, `x${k}`, {
        before: [`const q${k} = ${numbersUpTo(c)};`],
        first: [`const x${k} = q${k}.shift();`, `if (x${k} === 2) q${k}.push(9);`],
      }),
  },
  {
    name: "while over matches",
    text: (k, c) =>
      text(`while ((m${k} = re${k}.exec(${JSON.stringify("1 22 333 4444 5 66 777".split(" ").slice(0, c).join(" "))})) !== null)`, `Number(m${k}[0].length)`, {
        before: [`const re${k} = /\\d+/g;`, `let m${k};`],
      }),
  },
  {
    name: "while with a printing condition",
    text: (k, c) => text(`while ((console.log("condition", w${k}), w${k}++ < ${c}))`, `w${k}`, { before: [`let w${k} = 0;`] }),
  },
  {
    name: "while at random",
    text: (k, c) => text(`while (Math.random() < 0.85 && r${k} < ${c})`, `r${k}`, { before: [`let r${k} = 0;`], first: [`r${k}++;`] }),
  },
  { name: "do while", text: (k, c) => text("do", `d${k}`, { before: [`let d${k} = 0;`], foot: ` while (++d${k} < ${c});` }) },
];

const ITERATED: readonly LoopForm[] = [
  { name: "for of array", text: (k, c) => text(`for (const x${k} of ${numbersUpTo(c)})`, `x${k}`) },
  { name: "for of array, let assigned", text: (k, c) => text(`for (let x${k} of ${numbersUpTo(c)})`, `x${k}`, { first: [`x${k} *= 2;`] }) },
  {
    name: "for of a growing array",
    text: (k, c) =>
      text(`for (const x${k} of xs${k})`, `x${k}`, { before: [`const xs${k} = [1, 2];`], first: [`if (xs${k}.length < ${c}) xs${k}.push(x${k} + 2);`] }),
  },
  { name: "for of string", text: (k, c) => text(`for (const ch${k} of ${letters(c)})`, `ch${k}.charCodeAt(0)`) },
  {
    name: "for of Map",
    text: (k, c) => text(`for (const [key${k}, x${k}] of m${k})`, `(x${k} + key${k}.length)`, { before: [`const m${k} = new Map([${pairs(c)}]);`] }),
  },
  {
    name: "for of a changing Map",
    text: (k, c) =>
      text(`for (const [key${k}, x${k}] of m${k})`, `x${k}`, {
        before: [`const m${k} = new Map([["a", 1], ["b", 2]]);`],
        first: [`m${k}.delete(key${k});`, `if (x${k} < ${c}) m${k}.set("n" + x${k}, x${k} + 2);`],
      }),
  },
  {
    name: "for of Map.keys()",
    text: (k, c) => text(`for (const key${k} of m${k}.keys())`, `key${k}.length`, { before: [`const m${k} = new Map([${pairs(c)}]);`] }),
  },
  { name: "for of Map.values()", text: (k, c) => text(`for (const x${k} of m${k}.values())`, `x${k}`, { before: [`const m${k} = new Map([${pairs(c)}]);`] }) },
  { name: "for of Set", text: (k, c) => text(`for (const x${k} of new Set(${numbersUpTo(c)}))`, `x${k}`) },
  {
    name: "for of a changing Set",
    text: (k, c) =>
      text(`for (const x${k} of set${k})`, `x${k}`, {
        before: [`const set${k} = new Set([1]);`],
        first: [`if (x${k} < ${c}) set${k}.add(x${k} + 1);`, `if (x${k} % 2) set${k}.delete(x${k});`],
      }),
  },
  { name: "for of typed array", text: (k, c) => text(`for (const x${k} of new Uint8Array(${numbersUpTo(c)}))`, `x${k}`) },
  {
    name: "for of entries()",
    text: (k, c) => text(`for (const [at${k}, x${k}] of xs${k}.entries())`, `(at${k} + x${k})`, { before: [`const xs${k} = ${numbersUpTo(c)};`] }),
  },
  {
    name: "for of Object.entries()",
    text: (k, c) => text(`for (const [key${k}, x${k}] of Object.entries({ a: 1, b: 2, c: ${c} }))`, `(key${k}.length + x${k})`),
  },
  {
    name: "for of with a pattern",
    text: (k, c) =>
      text(`for (const { id: id${k} = 7, inner: [x${k}] = [1] } of [{ id: 1 }, { inner: [2] }, { id: 3, inner: [${c}] }, {}])`, `(id${k} + x${k})`),
  },
  { name: "for of into a variable", text: (k, c) => text(`for (y${k} of ${numbersUpTo(c)})`, `y${k}`, { before: [`let y${k} = 0;`] }) },
  { name: "for of into a property", text: (k, c) => text(`for (box${k}.x of ${numbersUpTo(c)})`, `box${k}.x`, { before: [`const box${k} = { x: 0 };`] }) },
  {
    name: "for of into a pattern",
    text: (k, c) => text(`for ([y${k}, z${k} = 1] of [[1, 2], [3], [${c}, 4]])`, `(y${k} + z${k})`, { before: [`let y${k}, z${k};`] }),
  },
  {
    name: "for of generator",
    text: (k, c) =>
      text(`for (const x${k} of gen${k}())`, `x${k}`, {
        before: [`function* gen${k}() { try { for (let g = 0; g < ${c}; g++) yield g; } finally { console.log("generator closed"); } }`],
      }),
  },
  {
    name: "for of generator without a loop",
    text: (k) => text(`for (const x${k} of gen${k}())`, `x${k}`, { before: [`function* gen${k}() { const a = yield 1; yield 2; yield* [3, 4]; }`] }),
  },
  {
    name: "for of user iterator",
    text: (k, c) =>
      text(`for (const x${k} of it${k})`, `x${k}`, {
        before: [
          `const it${k} = { at: 0, [Symbol.iterator]() { return this; }, next() { return { value: this.at, done: this.at++ >= ${c} }; }, return() { console.log("iterator closed"); return {}; } };`,
        ],
      }),
  },
  {
    name: "for of user iterator class",
    text: (k, c) =>
      text(`for (const x${k} of new Range${k}(${c}))`, `x${k}`, {
        before: [
          `class Range${k} { constructor(n) { this.n = n; } [Symbol.iterator]() { let at = 0; return { next: () => (at < this.n ? { value: at++, done: false } : { value: undefined, done: true }) }; } }`,
        ],
      }),
  },
  { name: "for in", text: (k, c) => text(`for (const key${k} in { a: 1, b: 2, c: ${c}, 4: 0 })`, `key${k}.charCodeAt(0)`) },
  {
    name: "for in a changing object",
    text: (k) =>
      text(`for (const key${k} in ob${k})`, `ob${k}[key${k}]`, {
        before: [`const ob${k} = { a: 1, b: 2, c: 3, d: 4 };`],
        first: [`delete ob${k}.c;`, `ob${k}["n" + key${k}] = 5;`],
      }),
  },
  {
    name: "for in, inherited",
    text: (k) =>
      text(
        `for (var key${k} in Object.create({ up: 1, a: 2 }, { own: { value: 3, enumerable: true }, a: { value: 1, enumerable: false } }))`,
        `key${k}.length`,
      ),
  },
  {
    name: "for await of async generator",
    needs: "async",
    text: (k, c) =>
      text(`for await (const x${k} of agen${k}())`, `x${k}`, { before: [`async function* agen${k}() { for (let g = 0; g < ${c}; g++) yield g; }`] }),
  },
  {
    name: "for await of async generator with a try",
    needs: "async",
    text: (k, c) =>
      text(`for await (const x${k} of agen${k}(${c}))`, `x${k}`, {
        before: [
          `async function* agen${k}(n) { const seen = []; let at = 0; try { while (at < n) { await null; seen.push(at); yield seen.length + at; at++; } } finally { console.log("async generator closed", seen.length); } }`,
        ],
      }),
  },
  {
    name: "for await of an object's async generator",
    needs: "async",
    text: (k, c) =>
      text(`for await (const x${k} of source${k})`, `x${k}`, {
        before: [
          `const source${k} = { turns: 0, async *[Symbol.asyncIterator]() { for (const x of [1, 2, 3, 4, ${c}]) { this.turns++; if (x === 2) { await null; continue; } yield x * this.turns; } } };`,
        ],
      }),
  },
  {
    name: "for await of Map",
    needs: "async",
    text: (k, c) =>
      text(`for await (const [key${k}, x${k}] of m${k})`, `(x${k} + key${k}.length)`, {
        before: [`const m${k} = new Map([${pairs(c)}]);`],
        first: [`if (x${k} === 1) m${k}.set("later", 3);`],
      }),
  },
  {
    name: "for of delegating generator",
    text: (k, c) =>
      text(`for (const x${k} of gen${k}())`, `x${k}`, {
        before: [
          `function* gen${k}() { yield 0; const got = yield* [1, 2, ${c}]; for (const more of [4, 5]) yield* new Set([more, more + 1]); yield* new Map([[7, 8]]).keys(); return got; }`,
        ],
      }),
  },
  {
    name: "for of generator with loops between its yields",
    text: (k, c) =>
      text(`for (const x${k} of gen${k}())`, `x${k}`, {
        before: [
          `function step${k}(n) { for (let q = 0; q < 2; q++) console.log("step", n, q); return n; }`,
          `function* gen${k}() { let sum = 0; for (let g = 0; g < ${c}; g++) { sum += g; console.log("made", sum); } yield sum; step${k}(1); yield sum; for (const x of [1, 2]) { step${k}(x); sum++; } yield sum; try { yield step${k}(sum) + 1; } finally { console.log("generator closed", sum); } }`,
        ],
      }),
  },
  {
    name: "for of a spread generator",
    text: (k, c) =>
      text(`for (const x${k} of [...gen${k}()])`, `x${k}`, {
        before: [
          `function* gen${k}() { for (let g = 0; g < ${c}; g++) console.log("first", g, Math.random() < 0.5); for (let g = 0; g < ${c}; g++) yield g; }`,
        ],
      }),
  },
  { name: "for await of promises", needs: "async", text: (k) => text(`for await (const x${k} of [Promise.resolve(1), 2, Promise.resolve(3)])`, `x${k}`) },
  {
    name: "for of a state",
    needs: "iterable state",
    text: (k, c, over) => text(`for (const item${k} of ${over})`, `t`, { isLive: true, first: [`console.log("item", show(item${k}));`] }),
  },
  {
    name: "for of a copy of a state",
    needs: "iterable state",
    text: (k, c, over) => text(`for (const item${k} of [...${over}].slice(0, ${c}))`, `t`, { isLive: true, first: [`console.log("item", show(item${k}));`] }),
  },
  {
    name: "for in a state",
    needs: "enumerable state",
    text: (k, c, over) => text(`for (const key${k} in ${over})`, `key${k}.length`, { isLive: true, first: [`console.log("key", key${k});`] }),
  },
];

/** What they set is read behind them, and by nothing in them. */
const LEAVING: readonly LoopForm[] = [
  { name: "for of var", text: (k, c) => text(`for (var left${k} of ${numbersUpTo(c)})`, "t", { behind: [`console.log("left", left${k});`] }) },
  { name: "for in var", text: (k, c) => text(`for (var left${k} in { a: 1, b: 2, c: ${c} })`, "t", { behind: [`console.log("left", left${k});`] }) },
  {
    name: "for with vars in its body",
    text: (k, c) =>
      text(`for (let i${k} = 0; i${k} < ${c}; i${k}++)`, `i${k}`, {
        first: [`if (t % 2 === 0) var left${k} = t;`, `var { a: [part${k}], ...rest${k} } = { a: [t], n: i${k} };`],
        behind: [`console.log("left", left${k}, part${k}, rest${k}?.n);`],
      }),
  },
  {
    name: "while that assigns",
    text: (k, c) =>
      text(`while (w${k}++ < ${c})`, `w${k}`, {
        before: [`let w${k} = 0, last${k}, first${k};`, `const note${k} = (n) => { if (first${k} === undefined) first${k} = n; };`],
        first: [`last${k} = t;`, `note${k}(t);`],
        behind: [`console.log("left", last${k}, first${k});`],
      }),
  },
];

/** All forms. */
export const LOOP_FORMS: readonly LoopForm[] = [...COUNTED, ...ITERATED, ...LEAVING];
