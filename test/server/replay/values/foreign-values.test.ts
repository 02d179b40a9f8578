import ts from "typescript";
import { describe, expect, it } from "vitest";
import { findReach } from "../../../../server/replay/calls/reach.ts";
import { backfill, byHand, recordedProject, rowsOf } from "../recorded-project.ts";

/** `@@` is the inserted statement: `log("x", x)`. Packages are those whose name begins with `pkg`. */
function foreign(files: Record<string, string>): string | null | undefined {
  const inserted = 'log("x", x);';
  const modules = Object.entries(files).map(([path, marked]) => ({ path, text: marked.replace("@@", inserted) }));
  const targets = Object.entries(files).flatMap(([module, marked]) =>
    marked.includes("@@") ? [{ module, start: marked.indexOf("@@"), end: marked.indexOf("@@") + inserted.length }] : [],
  );
  const all = modules.map((module) => ({ ...module, loops: loopsOf(module.path, module.text) }));
  return findReach(ts, all, targets, { isForeign: (specifier) => specifier.startsWith("pkg") }).foreign;
}

function loopsOf(path: string, text: string): { id: number; start: number; end: number }[] {
  const loops: { id: number; start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false)) loops.push({ id: loops.length, start: node.getStart(), end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return loops;
}

describe("what the value of an inserted statement may come from", () => {
  const one = (text: string): string | null | undefined => foreign({ "a.ts": text });

  it("follows variables, members, parameters, results and what is changed in place", () => {
    expect(one(`import p from "pkg"; for (;;) { const x = p.next(); @@ }`)).toBe("pkg");
    expect(one(`import { next as n } from "pkg/sub"; for (;;) { const y = n(); let x = 0; x += y; @@ }`)).toBe("pkg/sub");
    expect(one(`import p from "pkg"; const o = { v: 0 }; for (;;) { o.v = p.next(); const x = o.v; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; function f(x) { @@ } for (;;) f(p.next());`)).toBe("pkg");
    expect(one(`import p from "pkg"; function g() { return p.next(); } for (;;) { const x = g(); @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; const x = []; for (;;) { x.push(p.next()); @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; const x = []; for (;;) { p.fill(x); @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { const [{ x }] = p.all(); @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { list.forEach((x) => { @@ }); list = p.list(); }`)).toBe("pkg");
    expect(one(`import p from "pkg"; const x = {}; for (;;) { Object.assign(x, p.next()); @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; const x = []; for (;;) { p["put" + i](x); @@ }`)).toBe("pkg");
    expect(one(`const p = require("pkg"); for (;;) { const x = p(); @@ }`)).toBe("pkg");
    expect(one(`for (;;) { const x = require("pkg").next(); @@ }`)).toBe("pkg");
    expect(one(`for (;;) { const x = (await import("pkg")).next(); @@ }`)).toBe("pkg");
    expect(one(`const next = require("pkg")("name"); for (;;) { const x = next(); @@ }`)).toBe("pkg");
    expect(one(`for (;;) { let x = 0; x += require("pkg").next(); @@ }`)).toBe("pkg");
    expect(one(`const { next } = await import("pkg"); for (;;) { const x = next(); @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; class A { m() { return p.next(); } } for (;;) { const x = a.m(); @@ }`)).toBe("pkg");
    expect(one(`import { A } from "pkg"; for (;;) { const x = new A().id; @@ }`)).toBe("pkg");
  });

  it("tells variables of functions and blocks apart that have one name", () => {
    expect(one(`import p from "pkg"; for (;;) { const a = p.next(); show(a); } for (;;) { const a = 1; const x = a; @@ }`)).toBe(null);
    expect(one(`import p from "pkg"; function f(a) { return a; } for (;;) { f(p.next()); const x = g(1); @@ } function g(a) { return a + 1; }`)).toBe(null);
    expect(one(`import p from "pkg"; for (;;) { let a = 1; { const a = 2; show(a); } a = p.next(); const x = a; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { let a; const set = (b) => { a = b; }; set(p.next()); const x = a; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { let a; eval(text); { const a = p.next(); } const x = a; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { const list = Array.from({ length: 3 }, (_, x) => { @@ return p.next(); }); }`)).toBe(null);
    expect(one(`import p from "pkg"; for (;;) { show(Math.max(p.next(), 1)); const x = Math.floor(2.5); @@ }`)).toBe(null);
    expect(one(`import p from "pkg"; import Math from "./math.js"; for (;;) { Math.add(p.next()); const x = Math.sum(); @@ }`)).toBe("pkg");
  });

  it("knows variables that a call cannot change, for they never hold an object", () => {
    expect(one(`import p from "pkg"; for (let i = 0; i < 9; i++) { p.tick(i); const x = i / 2; @@ }`)).toBe(null);
    expect(
      one(`import p from "pkg"; for (;;) { let a = "a"; a = \`\${a}b\`; const b = a, c = Number(b) || 1; p.tick(a, b, c); const x = a + b + c; @@ }`),
    ).toBe(null);
    expect(one(`import p from "pkg"; let o = 1; for (;;) { p.tick(o); const x = o; @@ o = {}; }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (const o of list) { p.tick(o); const x = o; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { let o; [o] = list; p.tick(o); const x = o; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; function Number(v) { return v; } for (;;) { const o = Number(list); p.tick(o); const x = o; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { let o = 0; o ||= list; p.tick(o); const x = o; @@ }`)).toBe("pkg");
  });

  it("knows that Node keeps what a program marks in time", () => {
    expect(one(`for (;;) performance.mark("a"); const x = performance.getEntriesByName("a").length; @@`)).toBe("the performance timeline");
    expect(one(`for (;;) { performance.mark("a"); const x = performance.measure("b", "a").name; @@ }`)).toBe("the performance timeline");
    expect(one(`for (;;) { performance.mark("a"); const x = performance.now(); @@ }`)).toBe(null);
  });

  it("knows that Node keeps data for threads", () => {
    const imports = `import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";`;
    expect(one(`${imports} for (let i = 0; ; i++) { setEnvironmentData("i", i); const x = getEnvironmentData("i"); @@ }`)).toBe(
      "the environment data of worker threads",
    );
    expect(
      one(`import * as t from "node:worker_threads"; const { getEnvironmentData: get } = t; for (;;) { t.setEnvironmentData("i", 1); const x = get("i"); @@ }`),
    ).toBe("the environment data of worker threads");
    expect(one(`${imports} for (let i = 0; ; i++) { setEnvironmentData("i", i); const x = i; @@ }`)).toBe(null);
  });

  it("follows what decides whether it is executed, or with what", () => {
    expect(one(`import p from "pkg"; for (;;) { let x = 0; if (p.is()) x = 1; @@ }`)).toBe("pkg");
    expect(one(`import p from "pkg"; for (;;) { if (p.is()) { @@ } }`)).toBe("pkg");
    expect(one(`import p from "pkg"; function f() { if (p.is()) return; @@ } for (;;) f();`)).toBe("pkg");
    expect(one(`import p from "pkg"; function f(x) { @@ } for (;;) if (p.is()) f(1);`)).toBe("pkg");
  });

  it.each([
    "function f(x) { @@ } for (;;) f.call(null, p.next());",
    "function f(x) { @@ } for (;;) f.apply(null, [p.next()]);",
    "function f(x) { @@ } for (;;) { const b = f.bind(null, p.next()); b(); }",
    "function f(x) { @@ } for (;;) Reflect.apply(f, null, [p.next()]);",
    "function f(x) { @@ } const g = f; for (;;) g(p.next());",
    "function f(x) { @@ } const t = { go: f }; for (;;) t.go(p.next());",
    'const t = { go: (x) => { @@ } }; for (;;) t["go"](p.next());',
    "const t = { go: (x) => { @@ } }; for (;;) t[k](p.next());",
    "const hs = [(x) => { @@ }]; for (;;) for (const h of hs) h(p.next());",
    "class A { constructor(cb) { this.cb = cb; } go() { this.cb(p.next()); } } for (;;) new A((x) => { @@ }).go();",
    "const f = function (x) { @@ }; for (;;) (0, f)(p.next());",
    "const f = wrap((x) => { @@ }); for (;;) f(p.next());",
    "for (;;) { ((x) => { @@ })(p.next()); }",
    "const hs = [(y, ...x) => { @@ }]; for (;;) hs[0](1, 2, p.next());",
    "const hs = [(x, y) => { @@ }]; for (;;) hs[0](...p.all());",
    "function* g() { const x = yield; @@ } const it = g(); for (;;) it.next(p.next());",
    "let x = 0; const o = { set v(n) { x = n; } }; for (;;) { o.v = p.next(); @@ }",
    "let x = 0; const o = new Proxy({}, { set(t, k, n) { x = n; return true; } }); for (;;) { o.v = p.next(); @@ }",
    "for (;;) { globalThis.v = p.next(); const x = v; @@ }",
    "for (;;) p.each(function () { const x = this.at; @@ });",
    "function f() { const x = this.at; @@ } for (;;) f.call(p.next());",
    "for (;;) { class A { constructor() { p.wrap(this); } m() { const x = this.at; @@ } } new A().m(); }",
    "for (;;) { class A extends p.B { m() { const x = this.at; @@ } } new A().m(); }",
  ])("follows functions that are called by no name of theirs: %s", (text) => expect(one(`import p from "pkg"; ${text}`)).toBe("pkg"));

  it.each([
    "for (;;) { if (p.skip()) continue; @@ }",
    "label: for (;;) { for (const q of p.all()) { if (q) continue label; } @@ }",
    "for (;;) { let x = 0; try { p.next(); x = 1; } catch {} @@ }",
  ])("follows what leaves the rest of an iteration out: %s", (text) => expect(one(`import p from "pkg"; ${text}`)).toBe("pkg"));

  it.each([
    "for (;;) { let x = 0; p.once(() => { x++; }); @@ }",
    "for (;;) { const x = []; p.cached(1, (k) => { x.push(k); return 3; }); @@ }",
    "for (;;) { let x = 0; function miss() { x++; } p.once(miss); @@ }",
    "for (;;) { let x = 0; p.observe({ next(v) { x++; } }); @@ }",
    "for (;;) { let x = 0; const on = { miss: () => { x++; } }; p.once(on.miss); @@ }",
    "for (;;) { let x = 0; p.list().forEach(() => { x++; }); @@ }",
    "for (;;) { p.once(() => { const x = 1; @@ }); }",
    "let x = 0; p.onMiss(function () { x++; }); for (;;) { x = 0; p.get(1); @@ }",
    "class L { x = 0; miss() { this.x++; } } const l = new L(); p.onMiss(l.miss.bind(l)); for (;;) { l.x = 0; p.get(1); const x = l.x; @@ }",
    "let x = 0; const on = { miss() { x++; } }; p.attach(on); for (;;) { x = 0; p.get(1); @@ }",
    "let x = 0; class On { miss() { x++; } } p.attach(new On()); for (;;) { x = 0; p.get(1); @@ }",
    "let x = 0; class On { miss() { x++; } } p.attach(On); for (;;) { x = 0; p.get(1); @@ }",
    "function around(f) { p.once(f); } for (;;) { let x = 0; around(() => { x++; }); @@ }",
    "class A { constructor(f) { this.f = f; } go() { p.once(this.f); } } for (;;) { let x = 0; new A(() => { x++; }).go(); @@ }",
    "function around(f) { if (p.is()) f(); } for (;;) { let x = 0; around(() => { x++; }); @@ }",
    "class L extends p.Base { x = 0; handle() { this.x++; } } const l = new L(); for (;;) { l.x = 0; l.fire(); const x = l.x; @@ }",
  ])("follows whether a package calls what it was given: %s", (text) => expect(one(`import p from "pkg"; ${text}`)).toBe("pkg"));

  it.each([
    "const b = p.body(); for (;;) { p.update(); const x = b.y; @@ }",
    "const bs = []; for (let k = 0; k < 3; k++) bs.push(p.body()); for (;;) { p.update(); const x = bs[0].y; @@ }",
    "const b = { y: 0 }; p.add(b); for (;;) { p.update(); const x = b.y; @@ }",
    'const m = new Map([["a", p.body()]]); for (;;) { step(); const x = m.get("a").y; @@ } function step() { p.update(); }',
    "for (;;) p.next(); const x = p.count(); @@",
    "for (;;) { delete x[p.key()]; @@ }",
  ])("follows what a package that loops call gave or was given outside of them: %s", (text) => expect(one(`import p from "pkg"; ${text}`)).toBe("pkg"));

  it("does not take everything for one thing", () => {
    expect(one(`import p from "pkg"; function around(f) { f(); p.show(); } for (;;) { let x = 0; around(() => { x++; }); @@ }`)).toBeNull();
    expect(one(`import p from "pkg"; for (;;) { let x = 0; list.forEach(() => { x++; }); p.show(); @@ }`)).toBeNull();
    expect(one(`import p from "pkg"; try { for (;;) { p.show(); const x = i * 2; @@ } } catch (e) { fail(e); }`)).toBeNull();
    expect(one(`import p from "pkg"; const hs = [(x, y) => { @@ }]; for (;;) hs[0](1, p.next());`)).toBeNull();
    expect(one(`import p from "pkg"; class T { step(n) { const x = n; @@ } } for (;;) { t.step(i); bar.update(p.next()); }`)).toBeNull();
  });

  it("goes through modules", () => {
    expect(
      foreign({ "a.ts": `import { g } from "./b.js"; for (;;) { const x = g(); @@ }`, "b.ts": `import p from "pkg"; export const g = () => p.next();` }),
    ).toBe("pkg");
    expect(foreign({ "a.ts": `import { next } from "./b.js"; for (;;) { const x = next(); @@ }`, "b.ts": `export { next } from "pkg";` })).toBe("pkg");
    expect(
      foreign({
        "a.ts": `import go from "./b.js"; for (;;) { const x = go(); @@ }`,
        "b.ts": `import p from "pkg"; export default function () { return p.next(); }`,
      }),
    ).toBe("pkg");
  });

  it("leaves alone what has nothing to do with the value, and what no loop calls", () => {
    expect(one(`import p from "pkg"; let x = 0; for (;;) { x += 1; p.show(); @@ }`)).toBe(null);
    expect(one(`import p from "pkg"; const rate = p.parse(process.argv).rate; for (;;) { const x = rate * 2; @@ }`)).toBe(null);
    expect(one(`import p from "pkg"; function main() { const rate = p.parse(); for (;;) { const x = rate; @@ } } main();`)).toBe(null);
    expect(one(`import type { P } from "pkg"; for (;;) { const x: P = make(); @@ }`)).toBe(null);
    expect(one(`import { p } from "./own.js"; for (;;) { const x = p(); @@ }`)).toBe(null);
  });
});

const COUNTER = {
  "node_modules/counter/package.json": '{ "name": "counter", "version": "1.0.0", "main": "index.js" }',
  "node_modules/counter/index.js": "let n = 0; exports.next = () => ++n;",
  "src/main.ts": `import counter from "counter";
import { log } from "hindlog";

let total = 0;
for (let step = 0; step < 12; step++) {
  await new Promise((done) => setTimeout(done, 60));
  const id = counter.next();
  log("id", id); //+
  total += step;
  log("twice", 2 * total); //+
  log("total", total);
}
`,
};

describe("a package that keeps a count of its own", () => {
  const where = "step >= 10";

  it("gives its values by executing all of the program", async () => {
    const project = await recordedProject(COUNTER);
    const result = await backfill(project, { targets: ["id"], where });
    expect(rowsOf(result, "id")).toEqual((await byHand(COUNTER, "id")).slice(10));
    expect(result.plan.runs[0]!.executes).toMatch(/^the whole program: counter may keep state/);
  });

  it("does not stand in the way of values that do not come from it", async () => {
    const project = await recordedProject(COUNTER);
    const result = await backfill(project, { targets: ["twice"], where });
    expect(rowsOf(result, "twice")).toEqual((await byHand(COUNTER, "twice")).slice(10));
    expect(result.plan.runs[0]!.executes).toMatch(/^2 of 12 iterations/);
  });
});

/** Packages whose state shows neither in the program's own nor in any record. */
const HIDDEN: Record<string, { readonly package: string; readonly program: string }> = {
  "whether it calls a function back": {
    package: `const kept = new Map();
exports.cached = (key, make) => { if (!kept.has(key)) kept.set(key, make()); return kept.get(key); };
`,
    program: `import { cached } from "hidden";
let total = 0;
for (let step = 0; step < 9; step++) {
  let misses = 0;
  total += cached(step % 3, () => { misses++; return step % 3; });
  log("shown", misses); //+
  log("total", total);
}
`,
  },
  "what becomes of an object that it made": {
    package: `const bodies = [];
let time = 0;
exports.body = () => { const body = { y: 0 }; bodies.push(body); return body; };
exports.update = () => { time++; for (const body of bodies) body.y = time % 5 === 0 ? 100 : body.y + 1; };
`,
    program: `import { body, update } from "hidden";
const ball = body();
for (let step = 0; step < 9; step++) {
  update();
  log("shown", ball.y); //+
  log("step", step);
}
`,
  },
  "what it gives behind the loop": {
    package: "let n = 0;\nexports.next = () => { n++; };\nexports.count = () => n;\n",
    program: `import { count, next } from "hidden";
let total = 0;
for (let step = 0; step < 9; step++) {
  next();
  total += step;
  log("total", total);
}
log("shown", count()); //+
log("end", total);
`,
  },
};

it.each(Object.entries(HIDDEN))("executes all of a program where a package that loops call keeps to itself %s", async (_, { package: text, program }) => {
  const files = {
    "node_modules/hidden/package.json": '{ "name": "hidden", "version": "1.0.0", "main": "index.js" }',
    "node_modules/hidden/index.js": text,
    "src/main.ts": `import { log } from "hindlog";\n${program}`,
  };
  const project = await recordedProject(files, { checkpoints: "all:2" });
  const result = await backfill(project, { targets: ["shown"], where: "step >= 5 or step == null" });
  expect(rowsOf(result, "shown")).toEqual((await byHand(files, "shown")).slice(-result.cells.length));
  expect(result.cells.length).toBeGreaterThan(0);
  expect(new Set(result.cells.map((cell) => cell.verdict))).toEqual(new Set(["verified"]));
});

it.each([
  ["#private members", "export class Sums { #total = 0; add(n) { this.#total += n; } get total() { return this.#total; } }\n"],
  [
    "a WeakMap",
    "const totals = new WeakMap();\nexport class Sums { add(n) { totals.set(this, this.total + n); } get total() { return totals.get(this) ?? 0; } }\n",
  ],
  ["the module", "let total = 0;\nexport function Sums() {}\nSums.prototype = { constructor: Sums, add(n) { total += n; }, get total() { return total; } };\n"],
])("gives what accessors of a package's class say, which no state shows, by executing all of the program: %s", async (_, text) => {
  const files = {
    "node_modules/sums/package.json": '{ "name": "sums", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
    "node_modules/sums/index.js": text,
    "src/main.ts": `import { log } from "hindlog";
import { Sums } from "sums";
class Own extends Sums {
  count = 0;
}
const own = new Own();
const sums = new Sums();
let kept = { total: 0 };
const totalOf = (from: { total: number }): number => from.total;
for (let step = 0; step < 6; step++) {
  own.add(step);
  own.count++;
  sums.add(1);
  kept = sums;
  log("step", step);
  log("totals", [own.count, own.total, totalOf(kept)]); //+
}
`,
  };
  const project = await recordedProject(files);
  const result = await backfill(project, { targets: ["totals"], where: "step >= 4" });
  expect(rowsOf(result, "totals")).toEqual((await byHand(files, "totals")).slice(4));
  expect(result.cells.map((cell) => cell.verdict)).toEqual(["verified", "verified"]);
});
