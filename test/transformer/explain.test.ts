import { expect, test } from "vitest";
import ts from "typescript";
import { explainModule } from "../../transformer/index.ts";

const explain = (text: string): ReturnType<typeof explainModule> => explainModule(ts, { fileName: "a.ts", text, logCalls: ["logger.*"] });

test("a boundary saves each name for what the loop does with it", () => {
  const text = `let seed = 1;
class Trainer {
  fit(data: number[], rate: number) {
    let best = 0;
    const tasks: (() => void)[] = [];
    for (const item of data) {
      best = Math.max(best, step(item, rate));
      tasks.push(() => best++);
      this.done();
    }
  }
}`;
  const { loops, module } = explain(text);
  expect(module).toEqual(["seed"]);
  expect(loops).toMatchObject([{ name: "item", kind: "for-of", line: 6, endLine: 10, fn: "Trainer.fit", parent: null, checkpointable: true }]);
  expect(Object.fromEntries(loops[0]!.saves.map(({ name, uses }) => [name, uses]))).toEqual({
    item: ["loop variable", "read"],
    data: ["read"],
    best: ["assigned", "read", "captured"],
    rate: ["read"],
    tasks: ["read"],
    this: ["read"],
  });
});

test.each([
  ["function* g() { for (;;) yield f(); }", "generator"],
  ["while (f()) arguments[0];", "by their names"],
  ["function g() { arguments = []; while (f()) arguments[0]; }", "...args"],
  ["function g() { while (f()) eval(text); }", "(0, eval)(text)"],
  ["function g() { with (o) while (f()) n++; }", "Write out"],
  ["// hindlog-ignore\nfor (;;) f();", "Remove the comment"],
  ["for (;;) { for (const x of xs) s += x; f(); }", "There is nothing to do"],
])("%s: the reason says what to do", (text, words) => {
  const loop = explain(text).loops.find((one) => !one.checkpointable)!;
  expect(loop.why).toContain(words);
  expect(loop.saves).toEqual([]);
});

test("a `for await` loop says over what it has checkpoints", () => {
  const [loop] = explain("for await (const x of xs) f(x);").loops;
  expect(loop).toMatchObject({ checkpointable: true, kind: "for-await" });
  expect(loop!.why).toContain("where it goes over an array");
});

test("every reason that the analysis gives has its sentence", () => {
  const all =
    "function* g() { for (;;) yield f(); } async function* h() { for (;;) f(); } async function a() { for await (const x of y) f(); } while (f()) arguments[0]; for (const x of xs) s += x;";
  for (const loop of explain(all).loops) expect(loop.why).not.toMatch(/^It cannot be checkpointed: /);
});

test("log statements say what they record", () => {
  expect(explain('for (const x of f()) { logger.info("loss %d", x); log(n, 1); }\nimport { log } from "hindlog";').logs).toMatchObject([
    { callee: "logger.info", line: 1, loop: "x", records: [{ name: "loss {}", expression: "x" }] },
    { callee: "log", loop: "x", records: [{ name: null, expression: "1" }] },
  ]);
});

test("functions that run elsewhere say what sends them", () => {
  const { elsewhere, loops, logs } = explain(`function work() { for (;;) logger.info(1); }
const source = \`(\${work})()\`;
class Crawl {
  visit(page) {
    return page.evaluate(() => {
      for (;;) logger.info(2);
    });
  }
}`);
  expect([loops, logs]).toEqual([[], []]);
  expect(elsewhere).toEqual([
    { fn: "work", line: 1, endLine: 1, why: expect.stringContaining("Its text is asked for at line 2") },
    { fn: "Crawl.visit.?", line: 5, endLine: 7, why: expect.stringContaining("handed to `page.evaluate` at line 5") },
  ]);
});
