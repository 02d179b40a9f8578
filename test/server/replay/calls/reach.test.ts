import ts from "typescript";
import { describe, expect, it } from "vitest";
import { findReach } from "../../../../server/replay/calls/reach.ts";

/** `@@` marks the target statement, `/*N*\/` in front of a loop gives it the id N. */
function freeLoops(files: Record<string, string>): string[] {
  const targets: { module: string; start: number; end: number }[] = [];
  const modules = Object.entries(files).map(([path, marked]) => {
    const at = marked.indexOf("@@");
    const text = marked.replace("@@", "log(1)");
    if (at >= 0) targets.push({ module: path, start: at, end: at + 6 });
    return { path, text, loops: loopsOf(path, text) };
  });
  const reach = findReach(ts, modules, targets);
  return modules.flatMap((module) => module.loops.filter((loop) => reach.free(module.path, loop.id)).map((loop) => `${module.path}#${loop.id}`));
}

function loopsOf(path: string, text: string): { id: number; start: number; end: number }[] {
  const loops: { id: number; start: number; end: number }[] = [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false)) loops.push({ id: loops.length, start: node.getStart(), end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return loops;
}

describe("reach of an inserted statement", () => {
  it("frees loops beside and inside the loop that holds it", () => {
    expect(freeLoops({ "a.ts": "for (;;) { for (;;) { x += Math.exp(1); } @@ } for (;;) {}" })).toEqual(["a.ts#1", "a.ts#2"]);
  });

  it("follows calls by name through functions and modules", () => {
    const files = {
      "a.ts": `import { outer as run } from "./b.js"; for (;;) { run(); } for (;;) { other(); } function other() { return 1; }`,
      "b.ts": `export function outer() { inner(); } function inner() { @@ }`,
    };
    expect(freeLoops(files)).toEqual(["a.ts#1"]);
  });

  it("follows a default export under any name", () => {
    expect(freeLoops({ "a.ts": `import go from "./b.js"; for (;;) go();`, "b.ts": "export default function () { @@ }" })).toEqual([]);
    expect(freeLoops({ "a.ts": `import go from "./b.js"; for (;;) go();`, "b.ts": "const f = () => { @@ }; export default f;" })).toEqual([]);
  });

  it("lets calls of methods of the language be", () => {
    expect(freeLoops({ "a.ts": "function f() { @@ } for (;;) { list.push(Math.max(1, 2)); list.map((x) => x + 1); } f();" })).toEqual(["a.ts#0"]);
  });

  it("takes a function used as a value to be called by any unknown call", () => {
    expect(freeLoops({ "a.ts": "function f() { @@ } for (;;) { lib.run(); } for (;;) { x++; } keep(f);" })).toEqual(["a.ts#1"]);
    expect(freeLoops({ "a.ts": "function f() { @@ } for (;;) { lib.run(); } f();" })).toEqual(["a.ts#0"]);
    expect(freeLoops({ "a.ts": "function f() { @@ } for (;;) { list.forEach(f); }" })).toEqual([]);
  });

  it("knows the name of a function through parentheses and what only types need", () => {
    for (const written of ["(() => { @@ })", "(() => { @@ })!", "(() => { @@ }) as F", "((() => { @@ }) satisfies F)!"])
      expect(freeLoops({ "a.ts": `const f = ${written}; for (;;) f(); for (;;) lib.run();` }), written).toEqual(["a.ts#1"]);
    expect(freeLoops({ "a.ts": "for (;;) lib.run(); (() => { @@ })!();" })).toEqual(["a.ts#0"]);
  });

  it("takes methods to be called by name and by unknown calls", () => {
    expect(freeLoops({ "a.ts": "class A { step() { @@ } rest() {} } for (;;) a.step(); for (;;) a.rest(); for (;;) callback(); for (;;) a[name]();" })).toEqual(
      ["a.ts#1"],
    );
  });

  it("takes constructors, accessors and methods the language calls to run anywhere", () => {
    expect(freeLoops({ "a.ts": "class A { constructor() { @@ } } for (;;) { x++; }" })).toEqual([]);
    expect(freeLoops({ "a.ts": "class A { get v() { @@ return 1; } } for (;;) { x++; }" })).toEqual([]);
    expect(freeLoops({ "a.ts": "class A { toString() { @@ return ''; } } for (;;) { x++; }" })).toEqual([]);
    expect(freeLoops({ "a.ts": "class A { [Symbol.iterator]() { @@ } } for (;;) { x++; }" })).toEqual([]);
    expect(freeLoops({ "a.ts": "class A { v = make(); } function make() { @@ } for (;;) { x++; }" })).toEqual([]);
  });

  it.each([
    "for (;;) { f.call(null, 1); } function f(x) { @@ }",
    "for (;;) { it.next(); } const it = g(); function* g() { yield 1; @@ }",
    "for (;;) { const [a] = held; } const held = g(); function* g() { yield 1; f(); } function f() { @@ }",
    `for (;;) { eval("f()"); } function f() { @@ }`,
    `class S extends Writable { _write(c, e, cb) { @@ cb(); } } const s = new S(); for (;;) { s.write("a"); }`,
    `for (;;) { stream.write("a"); } stream.on("data", () => { @@ });`,
    `for (;;) { _.update(o, "a", f); } function f() { @@ }`,
    `for (;;) { _.update(o, "a", by.f); } const by = { f() { @@ } };`,
  ])("knows other ways to call: %s", (text) => expect(freeLoops({ "a.ts": text })).toEqual([]));

  it("lets what a process prints be", () => {
    expect(freeLoops({ "a.ts": `for (;;) { process.stdout.write("."); } list.push(() => { @@ });` })).toEqual(["a.ts#0"]);
  });

  it("keeps an inline callback within the loop it stands in", () => {
    expect(freeLoops({ "a.ts": "for (;;) { list.forEach((x) => { @@ }); } for (;;) { lib.run(); }" })).toEqual(["a.ts#1"]);
    expect(freeLoops({ "a.ts": "emitter.on('x', () => { @@ }); for (;;) { emitter.emit('x'); } for (;;) { x++; }" })).toEqual(["a.ts#1"]);
  });

  it("takes a top level to be run by a loop that loads modules", () => {
    expect(freeLoops({ "a.ts": "for (;;) { await import('./b.js'); } for (;;) {}", "b.ts": "@@" })).toEqual(["a.ts#1"]);
  });

  it("knows programs whose loops may read what they have written", () => {
    const readsBack = (text: string): boolean => findReach(ts, [{ path: "a.ts", text, loops: loopsOf("a.ts", text) }], []).readsBack === true;
    expect(readsBack(`import { appendFileSync, readFileSync } from "node:fs"; for (;;) { appendFileSync(f, x); readFileSync(f); }`)).toBe(true);
    expect(readsBack(`import { appendFileSync, readFileSync } from "node:fs"; readFileSync(f); for (;;) appendFileSync(f, x);`)).toBe(false);
    expect(readsBack(`import fse from "fs-extra"; for (;;) { fse.outputJsonSync(f, x); x = fse.readJsonSync(f); }`)).toBe(true);
    expect(readsBack(`import { readFile } from "fs/promises"; import write from "write-file-atomic"; for (;;) { await write(f, x); await readFile(f); }`)).toBe(
      true,
    );
    expect(readsBack(`import { execSync } from "node:child_process"; for (;;) execSync("date >> f; wc f");`)).toBe(true);
    const fs = `import { appendFileSync, readFileSync, writeSync } from "node:fs"; `;
    expect(readsBack(`${fs}for (;;) appendFileSync(f, x); readFileSync(f);`)).toBe(true);
    expect(readsBack(`${fs}for (;;) writeSync(f, x); show(() => readFileSync(f));`)).toBe(true);
    expect(readsBack(`${fs}function load() { return readFileSync(f); } function save() { for (;;) appendFileSync(f, x); } save(); load();`)).toBe(true);
    expect(
      readsBack(`${fs}const save = () => { for (;;) appendFileSync(f, x); }; save(); try { load(); } finally {} function load() { readFileSync(f); }`),
    ).toBe(true);
    expect(readsBack(`${fs}async function main() { const x = readFileSync(f); for (;;) appendFileSync(f, x); } main();`)).toBe(false);
    expect(readsBack(`${fs}function main() { const x = readFileSync(f); for (;;) appendFileSync(f, x); } main(); main();`)).toBe(true);
    expect(readsBack(`${fs}function main() { const x = readFileSync(f); for (;;) appendFileSync(f, x); } for (const x of [1, 2]) main();`)).toBe(true);
    expect(
      readsBack(
        `${fs}const main = () => { try { start(); } finally {} }; const x = readFileSync(f); main(); function start() { for (;;) appendFileSync(f, x); }`,
      ),
    ).toBe(false);
    expect(readsBack(`${fs}process.on("exit", () => readFileSync(f)); for (;;) appendFileSync(f, x);`)).toBe(true);
    expect(readsBack(`for (;;) { x = /a/.exec(text); read(write(x)); }`)).toBe(false);
  });
});
