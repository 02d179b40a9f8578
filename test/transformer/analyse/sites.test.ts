import { describe, expect, it } from "vitest";
import ts from "typescript";
import { findSites } from "../../../transformer/analyse/sites.ts";
import { analyse } from "../../../transformer/index.ts";

function sitesOf(text: string, inserted: { start: number; end: number }[] = []): ReturnType<typeof analyse> {
  return analyse(ts, text, "a.ts", { inserted, logCalls: [] });
}

const namesOf = (text: string): unknown => sitesOf(`import { log } from "hindlog";\n${text}`).logs.flatMap((log) => log.names);

describe("names of records", () => {
  it.each<[string, unknown]>([
    [`log("loss", x)`, ["loss"]],
    [`log(name, x)`, [null]],
    [`console.log("loss", x)`, ["loss"]],
    [`console.log("loss:", x, "acc =", y, z)`, ["loss", "acc", "z"]],
    ["console.log(`epoch ${e}  loss ${l}`)", ["epoch {} loss {}"]],
    [`console.log({ a, "b c": x * 2 })`, ["a", "b c"]],
    [`console.log({ a, ...rest })`, ["{ a, ...rest }"]],
    [`console.log(total / n)`, ["total / n"]],
    [`console.log("done")`, ["done"]],
    [`console.log(...all)`, ["...all"]],
    [`console.count(x); logger.log(x); other("a", 1)`, []],
    [`function f(console) { console.log(1); }`, []],
    [`const console = { log() {} }; console.log(1)`, []],
    [`{ const log = () => 1; log("x", 1); }`, []],
  ])("%s", (text, names) => expect(namesOf(text)).toEqual(names));

  it("an imported name may be another, a namespace, or required", () => {
    expect(sitesOf(`import { log as note } from "hindlog"; note("a", 1);`).logs[0]?.names).toEqual(["a"]);
    expect(sitesOf(`import * as h from "hindlog"; h.log("a", 1);`).logs[0]?.names).toEqual(["a"]);
    expect(sitesOf(`const { log } = require("hindlog"); log("a", 1);`).logs[0]?.names).toEqual(["a"]);
    expect(sitesOf(`import { log } from "other"; log("a", 1);`).logs).toEqual([]);
  });
});

describe("loops", () => {
  it("are named by head variable, label or function, unique in the module", () => {
    const text = `for (const [i, x] of y) f(); for (let i = 0;;) f(); retry: while (f()) {} class Trainer { fit() { while (f()) {} do f(); while (1); } } while (f()) {}
      import { loop } from "hindlog"; for (const b of loop("batch", xs)) f(b);`;
    expect(sitesOf(text).loops.map((loop) => loop.name)).toEqual(["i", "i2", "retry", "Trainer.fit.loop", "Trainer.fit.loop2", "loop", "batch"]);
  });

  it("say why they cannot be checkpointed", () => {
    const text = `for (const x of xs) sum += x; function* g() { for (;;) yield f(); for (;;) f(); for (;;) f(function* () { yield; }); } async function* h() { for (;;) f(); } async function a() { for await (const x of y) f(); } function b() { while (f()) arguments[0]; }
      for (;;) for (;;) sum++;`;
    expect(sitesOf(text).loops.map((loop) => loop.reason)).toEqual([
      "calls nothing",
      "yields",
      undefined,
      undefined,
      "in an async generator",
      undefined,
      undefined,
      undefined,
      "calls nothing",
    ]);
  });

  it("are refused where eval or with may mean any name, there and nowhere else", () => {
    const text = `function a() { for (;;) f(); } function b() { eval("x"); return () => { for (;;) f(); }; } function c() { for (;;) { with (o) f(); } }
      function d(eval) { eval("x"); for (;;) f(); } for (;;) f(); function e() { arguments = 1; for (;;) f(arguments); }`;
    expect(sitesOf(text).loops.map((loop) => loop.reason)).toEqual([
      undefined,
      "direct `eval` may use any name",
      "`with` may use any name",
      undefined,
      undefined,
      "assigns `arguments`",
    ]);
  });
});

describe("loops that call nothing", () => {
  const alone = (text: string): unknown => {
    const file = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
    return [...findSites(ts, file, { logCalls: [] }).loops.values()].map((loop) => (loop.alone ? "alone" : (loop.site.reason ?? "context")));
  };

  it.each<[string, string[]]>([
    ["for (let i = 0; i < n; i++) sum += i;", ["alone"]],
    ["function f() { for (let i = 0; i < n; i++) sum += i; }", ["calls nothing"]],
    ["function f() { for (let i = 0; i < n; i++) sum += Math.sqrt(i); }", ["alone"]],
    ["function f(Math) { for (let i = 0; i < n; i++) sum += Math.sqrt(i); }", ["context"]],
    ["function f() { for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += i * j; }", ["alone", "calls nothing"]],
    ["for (let e = 0; e < n; e++) { step(); for (let i = 0; i < n; i++) sum += Math.sqrt(i); }", ["context", "calls nothing"]],
    ["for (const x of xs) for (const y of x) sum += y;", ["context", "calls nothing"]],
  ])("%s", (text, found) => expect(alone(text)).toEqual(found));
});

describe("inserted statements", () => {
  const original = `import { log } from "hindlog";\nfor (let e = 0; e < 3; e++) {\n  let s = 0;\n  for (const x of xs) s += x;\n  log("s", s);\n}\n`;

  it("have ids of their own and change nothing else", () => {
    const at = original.indexOf("s += x") + "s += x;".length;
    const added = ` for (const y of ys) { console.log("y", y); log("z", f(arguments)); }`;
    const text = original.slice(0, at) + added + original.slice(at);
    const before = sitesOf(original);
    const after = sitesOf(text, [{ start: at, end: at + added.length }]);
    const facts = (sites: typeof before): unknown =>
      sites.loops.map(({ id, name, checkpointable, reason, parent, fn }) => ({ id, name, checkpointable, reason, parent, fn }));
    expect(facts(after)).toEqual(facts(before));
    expect(after.logs.map((log) => [log.id, log.names[0]])).toEqual([
      [-1, "y"],
      [-2, "z"],
      [0, "s"],
    ]);
  });

  it("take any text", () => {
    for (const text of ["", "for (", "<<<<<<< HEAD\nfor (const x of y) {\n=======\n", "`${", "\0\ud800"]) expect(() => sitesOf(text)).not.toThrow();
  });
});
