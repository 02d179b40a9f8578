/** Built-ins that a program or a package replaces, wraps, takes away, freezes or pollutes: hindlog calls what was there before them. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject, REPOSITORY, type Files } from "../programs/support/project.ts";
import { backfill, byHand, recordedProject, rowsByHand } from "../server/replay/recorded-project.ts";

const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");

/** A package that does something to the built-ins before the program runs: it is not instrumented. */
function packageOf(text: string): Files {
  return { "node_modules/patches/package.json": '{"name":"patches","type":"module","exports":"./index.js"}', "node_modules/patches/index.js": text };
}

/** Every kind of state, records of every kind, files and clocks; of the built-ins only what is told in the first lines is used. */
const LOOP = `
import { readFileSync, writeFileSync } from "node:fs";
class Model { #w = 1; names = new Map(); bytes = new Uint8Array(4); step(x) { this.#w += x; this.names.set("k" + (x % 3), { x }); this.bytes[x % 4] = x; return this.#w; } }
function* numbers() { for (let i = 0; ; i++) yield i; }
const model = new Model(), seen = new Set(), weak = new WeakMap(), closures = [], gen = numbers(), when = new Date(0), pattern = /x/g;
weak.set(model, when);
let failed = null;
writeFileSync("data.txt", "1");
for (let e = 0; e < 12; e++) {
  const loss = model.step(e);
  seen.add(e % 5); closures[e % 2] = () => e; failed = new Error("no " + e);
  if (e % 4 === 0) readFileSync("data.txt", "utf8");
  for (let k = 0; k < 2; k++) console.log("inner", k, loss);
  console.log(\`\${e}: \${loss}\`); console.log({ loss, e, draw: Math.random() < 2, text: "\\u0100" + e });
}
void [pattern, failed];
`;

/** Wraps what is named by the text of a list of \`[object, keys]\`; the wrappers call what they wrap. */
const wrapping = (list: string, wrapper: string): string => `
const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
let counts = { __proto__: null };
for (const [object, keys] of ${list}) for (const key of keys) {
  const own = getOwnPropertyDescriptor(object, key);
  if (own === undefined || !own.configurable) continue;
  const method = own.value, name = String(key);
  defineProperty(object, key, { ...own, value: { wrapper(...args) { ${wrapper} } }.wrapper });
}
export const counted = () => ({ ...counts }), begin = () => { counts = { __proto__: null }; };
`;

/** Methods of the language by object; those that Node itself calls for a program that only logs are left out. */
const METHODS = `[
  [Object, ["getOwnPropertyDescriptor", "getOwnPropertyNames", "getPrototypeOf", "hasOwn", "is", "isExtensible", "entries", "keys", "fromEntries"]],
  [Array, ["isArray", "from"]],
  [Array.prototype, ["findIndex", "slice", "sort", "indexOf", "entries", "values", "forEach", "filter", "flatMap", "map", "every", "some", "reduce", "find"]],
  [Map.prototype, ["get", "has", "entries", "keys", "values", "forEach", Symbol.iterator]],
  [Set.prototype, ["has", "delete", "values", "forEach", Symbol.iterator]],
  [WeakMap.prototype, ["get", "has", "delete"]],
  [String.prototype, ["charCodeAt", "endsWith", "includes", "matchAll", "replace", "split", "startsWith", "slice", "trim"]],
  [RegExp.prototype, ["exec", "test", Symbol.replace, Symbol.split, Symbol.matchAll]],
  [Date, ["now"]], [Date.prototype, ["getTime", "toISOString"]], [JSON, ["stringify", "parse"]], [Math, ["max", "min", "floor", "ceil"]],
  [Reflect, ["ownKeys", "apply", "construct"]], [Atomics, ["load", "store", "compareExchange", "notify"]],
  [DataView.prototype, ["setUint8", "setUint32", "setFloat64", "getUint32"]], [Object.getPrototypeOf(Uint8Array.prototype), ["set", "subarray", "slice", "join"]],
  [Object.getPrototypeOf(performance), ["now"]], [TextEncoder.prototype, ["encode"]], [Buffer, ["from", "concat", "isBuffer"]],
  [Object.getPrototypeOf(new Map().keys()), ["next"]], [Object.getPrototypeOf(new Set().keys()), ["next"]],
  [Promise.prototype, ["then", "catch"]], [Symbol, ["for", "keyFor"]], [Number, ["isNaN", "parseInt"]], [process, ["umask"]],
]`;

/** Node iterates lists too, but not where a program only logs. */
const ITERATION = `[[Array.prototype, [Symbol.iterator]], [Object.getPrototypeOf([][Symbol.iterator]()), ["next"]]]`;

const PROGRAMS: Readonly<Record<string, string>> = {
  "counts calls": wrapping(`[...${METHODS}, ...${ITERATION}]`, "counts[name] = (counts[name] ?? 0) + 1; return apply(method, this, args);"),
  "throws where they are called": `${wrapping(METHODS, 'if (armed) throw new Error("called"); return apply(method, this, args);')}let armed = false; export const arm = () => { armed = true; };`,
  "takes them away": `for (const [object, keys] of ${METHODS}) for (const key of keys) if (key !== "now" && key !== "exec" && key !== "slice" && object !== process && object !== Buffer) delete object[key];`,
  "freezes them": `for (const { value } of Object.values(Object.getOwnPropertyDescriptors(globalThis))) if (typeof value === "function" && value.prototype) { Object.freeze(value.prototype); Object.freeze(value); }`,
  "gives all objects properties": `Array.prototype.last = function () { return this[0]; }; Object.prototype.extra = 1; String.prototype.toJSON = () => "";
Object.prototype.toJSON = () => "json"; Array.prototype.toJSON = () => "json"; Object.prototype.get = () => 7; Object.prototype.set = () => {};`,
  "replaces the global objects": `for (const key of ["Map", "Set", "WeakMap", "Array", "DataView", "Promise", "Uint8Array", "Error"]) globalThis[key] = class extends globalThis[key] {};
for (const key of ["Object", "Reflect", "JSON", "Atomics", "Proxy", "Buffer", "Symbol"]) globalThis[key] = key === "Symbol" || key === "Object" ? Object.create(globalThis[key]) : {};`,
  "replaces the clock": `let at = 0; Date.now = () => (at += 5); performance.now = () => (at += 7); process.hrtime = () => [at++, 0]; export const counted = () => at, begin = () => { at = 0; };`,
  "replaces functions of fs": `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module"; let count = 0;
for (const key of ["openSync", "readSync", "closeSync", "statSync", "readdirSync", "existsSync"]) { const f = fs[key]; fs[key] = (...args) => (count++, f(...args)); }
syncBuiltinESMExports(); export const counted = () => count, begin = () => { count = 0; };`,
};

test.each(Object.keys(PROGRAMS))("a package that %s", async (name) => {
  const [text, [begin, end]] = [
    PROGRAMS[name]!,
    [/export const arm\b/.test(PROGRAMS[name]!) ? "patches.arm();" : "", /export const counted\b/.test(PROGRAMS[name]!)],
  ];
  const counts = end ? "const counts = patches.counted(); console.log(counts);" : "";
  const main = `import * as patches from "patches";\n${begin}\n${end ? "patches.begin();" : ""}\n${LOOP}\n${counts}`;
  const project = makeProject({ "main.js": main, ...packageOf(text) });
  const run = (env: Readonly<Record<string, string>>): Promise<unknown> => project.run(process.execPath, ["--import", REGISTER, "main.js"], { env });
  const plain = await run({ HINDLOG: "off" });
  expect(plain).toMatchObject({ status: 0, stderr: "" });
  expect(await run({ HINDLOG: "on", HINDLOG_CHECKPOINTS: "all" })).toEqual(plain);
});

test("a CommonJS module that is loaded behind a package that breaks built-ins is compiled as any other", async () => {
  // Sets: Node 24 iterates one behind each CommonJS module that hooks were asked for.
  const patches = `const { keys, defineProperty } = Object; const { isArray } = Array; const left = [Reflect, Buffer, Set.prototype];
for (const [object, keys] of ${METHODS}) for (const key of keys) if (!left.includes(object) && key !== "exec" && key !== "slice" && key !== "next") try { object[key] = () => { throw new Error("called " + String(key)); }; } catch {}
Object.prototype.extra = 1; Array.prototype.last = function () { return this[0]; };`;
  const project = makeProject({
    "package.json": '{"name":"program"}',
    "main.cjs":
      'require("./patches.cjs");\nrequire("./loop.cjs");\nlet keys = ""; for (const key in {}) keys += key; for (const key in []) keys += key; console.log(keys);\n',
    "patches.cjs": patches,
    "loop.cjs": LOOP.replace('import { readFileSync, writeFileSync } from "node:fs";', 'const { readFileSync, writeFileSync } = require("node:fs");'),
  });
  const run = (env: Readonly<Record<string, string>>): Promise<unknown> => project.run(process.execPath, ["--import", REGISTER, "main.cjs"], { env });
  const plain = await project.run(process.execPath, ["main.cjs"], {});
  expect(plain).toMatchObject({ status: 0, stderr: "", stdout: expect.stringMatching(/extralast/) as string });
  expect(await run({ HINDLOG: "on", HINDLOG_CHECKPOINTS: "all" })).toEqual(plain);
});

test("a replay of a program that counts calls, and takes methods away, gives the counts that it would have had", async () => {
  const files = {
    "src/main.ts": `
const counts = { set: 0, max: 0, push: 0 };
const { set } = Map.prototype, { max } = Math, { push } = Array.prototype;
Map.prototype.set = function (this: Map<unknown, unknown>, ...args: [unknown, unknown]) { counts.set++; return set.apply(this, args); } as never;
Math.max = (...args: number[]) => { counts.max++; return max(...args); };
Array.prototype.push = function (this: unknown[], ...items: unknown[]) { counts.push++; return push.apply(this, items); };
for (const [object, key] of [[Set.prototype, "has"], [Map.prototype, "has"], [Array.prototype, "some"], [String.prototype, "split"], [String.prototype, "startsWith"]] as const)
  Reflect.deleteProperty(object, key);
const best = new Map<string, number>(), all: number[] = [];
for (let i = 0; i < 6; i++) {
  best.set("k" + (i % 2), Math.max(i, best.get("k0") ?? 0));
  all.push(Math.random());
  console.log("x", all.length);
  console.log("counted", counts.set, counts.max, counts.push); //+
}
`,
  };
  const project = await recordedProject(files);
  const { cells, refused } = await backfill(project, { targets: ["counted"] });
  expect(refused).toEqual([]);
  expect([...new Set(cells.map((cell) => cell.verdict))]).toEqual(["verified"]);
  expect(await rowsByHand(project, "counted")).toMatchObject(await byHand(files, "counted"));
});
