import ts from "typescript";
import { describe, expect, it } from "vitest";
import { propagate } from "../../../transformer/propagate/index.ts";

/** A function in which a statement is put, and the same without it. */
function effectsOf(statement: string): readonly string[] | undefined {
  const text = (line: string): string =>
    `async function* run(best: number, items: number[], state: State) {\n  for (const item of items) {\n    use(item, best);\n${line}    use(best);\n  }\n}\n`;
  const newest = text(`    ${statement}\n`);
  const start = newest.indexOf(statement);
  const result = propagate(ts, { newest: [{ path: "a.ts", text: newest, start, end: start + statement.length }], older: { path: "a.ts", text: text("") } });
  expect(result.edits, `${statement}: ${result.reason}`).toHaveLength(1);
  for (const effect of result.effects ?? []) expect(result.reason).toContain(effect);
  if (result.effects !== undefined) expect(result.reason).toContain("not an observer: it ");
  return result.effects;
}

describe("what a statement does beyond looking", () => {
  it.each([
    ['console.log("x", (best = 1));', ["assigns best"]],
    ['console.log("x", (state.sum += 1));', ["assigns state.sum"]],
    ['console.log("x", best++);', ["assigns best"]],
    ['console.log("x", --state.left);', ["assigns state.left"]],
    ['console.log("x", delete state.cache);', ["deletes state.cache"]],
    ['console.log("x", await load(item));', ["awaits"]],
    ['console.log("x", yield item);', ["yields"]],
    ['console.log("x", Math.random());', ["draws Math.random"]],
    ['console.log("x", crypto.randomUUID());', ["draws crypto.randomUUID"]],
    ['console.log("x", Date.now());', ["reads the clock"]],
    ['console.log("x", performance.now());', ["reads the clock"]],
    ['console.log("x", new Date());', ["reads the clock"]],
    ['console.log("x", items.pop());', ["calls items.pop()"]],
    ['console.log("x", items.sort());', ["calls items.sort()"]],
    ["process.stdout.write(`x ${items.pop()}`);", ["calls items.pop()"]],
    ["state.file.write(item);", ["calls state.file.write()"]],
    ['console.log("x", state.map.delete(item));', ["calls state.map.delete()"]],
    ['console.log("x", Object.assign(state, { best }));', ["calls Object.assign()"]],
    ['console.log("x", items.sort(), (best = await load(item)));', ["calls items.sort()", "assigns best", "awaits"]],
  ])("reports %s", (statement, effects) => {
    expect(effectsOf(statement)).toEqual(effects);
  });

  it.each([
    'console.log("x", best);',
    'console.log("x", items.map((value) => value * 2));',
    'console.log("x", [...items].sort());',
    'console.log("x", items.slice().reverse());',
    'console.log("x", Object.assign({}, state));',
    'console.log("x", new Date(best));',
    'console.log("x", items.reduce((sum, value) => { let next = sum; next += value; return next; }, 0));',
    'console.log("x", state.total(item));',
    "process.stdout.write(`x ${best}\\n`);",
  ])("takes %s for an observer", (statement) => {
    expect(effectsOf(statement)).toBeUndefined();
  });
});
