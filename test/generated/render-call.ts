/** Parts of programs that are called: every kind of function there is. */
import { CALLS, type Call, type Statement } from "./program.ts";
import { indented, type Context, type PartRenderer } from "./context.ts";

interface Called {
  /** What declares it. */
  readonly before: (body: readonly string[]) => readonly string[];
  readonly call: string;
  /** Changes of the context of its body. */
  readonly inside?: Partial<Context>;
}

/** Renders a call with what is called, half of them declared at the start of the main part. */
export function renderCall(renderer: PartRenderer, statement: Extract<Statement, { do: "call" }>, context: Context): string[] {
  let how: Call = CALLS[statement.call % CALLS.length]!;
  if (!context.async && (how === "async function" || how === "Promise.all")) how = "function";
  renderer.used(how === "function" ? "function called" : how);
  const k = renderer.fresh();
  const called = CALLED[how](k);
  const isHoisted = k % 2 === 0;
  const inside: Context = {
    ...context,
    n: isHoisted ? "t" : context.n,
    loops: [],
    async: false,
    generator: false,
    returns: true,
    tries: isHoisted ? 0 : context.tries,
    self: false,
    nested: true,
    ...called.inside,
  };
  const declared = called.before(indented(renderer.list(statement.body, inside)));
  if (!isHoisted) return [...declared, called.call];
  renderer.hoisted.push(...declared);
  return [called.call];
}

const CALLED: Readonly<Record<Call, (k: number) => Called>> = {
  function: (k) => ({ before: (body) => [`function f${k}() {`, ...body, "}"], call: `f${k}();` }),
  "arrow function": (k) => ({ before: (body) => [`const f${k} = () => {`, ...body, "};"], call: `f${k}();` }),
  recursion: (k) => ({
    before: (body) => [`function f${k}(level) {`, ...body, `  if (level > 0) f${k}(level - 1);`, `  console.log("level", level);`, "}"],
    call: `f${k}(1);`,
    inside: { n: "(t + level)" },
  }),
  "object method": (k) => ({
    before: (body) => [`const o${k}_ = { turns: 0, run() {`, ...body, "  return this.turns;", "} };"],
    call: `console.log("turns", o${k}_.run());`,
    inside: { self: true },
  }),
  "class method": (k) => ({
    before: (body) => [`class C${k} { turns = 0; run() {`, ...body, "  return this.turns;", "} }"],
    call: `console.log("turns", new C${k}().run());`,
    inside: { self: true },
  }),
  "static method": (k) => ({
    before: (body) => [`class C${k} { static turns = 0; static run() {`, ...body, "  return this.turns;", "} }"],
    call: `console.log("turns", C${k}.run());`,
    inside: { self: true },
  }),
  getter: (k) => ({
    before: (body) => [`const o${k}_ = { turns: 0, get value() {`, ...body, "  return this.turns;", "} };"],
    call: `console.log("turns", o${k}_.value);`,
    inside: { self: true },
  }),
  constructor: (k) => ({
    before: (body) => [`class C${k} { constructor() { this.turns = 0;`, ...body, "} }"],
    call: `console.log("turns", new C${k}().turns);`,
    inside: { self: true },
  }),
  forEach: (k) => ({ before: (body) => [`const f${k} = (item) => {`, ...body, "};"], call: `[1, 2].forEach((item) => f${k}(item));` }),
  map: (k) => ({
    before: (body) => [`const f${k} = (item) => [1, item].map((x) => {`, ...body, "  return x * 2;", "});"],
    call: `console.log("mapped", show(f${k}(3)));`,
  }),
  reduce: (k) => ({
    before: (body) => [`const f${k} = () => [1, 2].reduce((sum, x) => {`, ...body, "  return sum + x + t;", "}, 0);"],
    call: `console.log("reduced", f${k}());`,
  }),
  "callback parameter": (k) => ({
    before: (body) => [`const apply${k} = (f) => { f(1); return f(2); };`, `const f${k} = () => apply${k}((x) => {`, ...body, "  return x;", "});"],
    call: `console.log("applied", f${k}());`,
  }),
  generator: (k) => ({
    before: (body) => [`function* g${k}() {`, ...body, "  yield t;", "}"],
    call: `for (const step of g${k}()) console.log("step", step);`,
    inside: { generator: true },
  }),
  "async function": (k) => ({
    before: (body) => [`async function f${k}() {`, ...body, "  return t;", "}"],
    call: `console.log("awaited", await f${k}());`,
    inside: { async: true },
  }),
  "Promise.all": (k) => ({
    before: (body) => [`async function f${k}(x) {`, "  await null;", ...body, "  return x + t;", "}"],
    call: `console.log("all", show(await Promise.all([f${k}(1), f${k}(2)])));`,
    inside: { async: true },
  }),
};
