/** Properties over this project's own sources, changed at random: what is carried goes in and comes out again, and everything else stays what it was. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { addedRanges, applyEdits, propagate, type NewestStatement, type PropagationResult } from "../../../transformer/propagate/index.ts";

const root = join(import.meta.dirname, "../../..");
const sources = ["transformer/propagate", "transformer/analyse", "runtime/format", "server/replay"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ path: `${folder}/${file}`, text: readFileSync(join(root, folder, file), "utf8") }))
    .filter(({ text }) => text.length < 9000 && !/\blog\b/.test(text)),
);

interface Picked {
  readonly path: string;
  /** The text as it is without the log call, and with it. */
  readonly bare: string;
  readonly newest: NewestStatement;
  readonly isWrapper: boolean;
}

const IMPORT = 'import { log } from "hindlog";\n';

/** A log statement behind the nth statement of a block, or a log call around the nth call whose value is used. */
function pick(source: number, nth: number, isWrapper: boolean): Picked {
  const { path, text } = sources[source % sources.length]!;
  const bare = IMPORT + text;
  const file = ts.createSourceFile(path, bare, ts.ScriptTarget.Latest, true);
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isUsed = ts.isCallExpression(node) && (ts.isVariableDeclaration(node.parent) || ts.isReturnStatement(node.parent) || ts.isIfStatement(node.parent));
    const isAlone = ts.isStatement(node) && ts.isBlock(node.parent) && /\n[ \t]*$/.test(bare.slice(0, node.getStart())) && bare[node.end] === "\n";
    if (isWrapper ? isUsed : isAlone && !ts.isReturnStatement(node) && !ts.isThrowStatement(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const node = found[nth % Math.max(1, found.length)];
  if (node === undefined) return pick(source + 1, nth, isWrapper);
  const start = node.getStart();
  if (isWrapper) {
    const newest = `${bare.slice(0, start)}log("probe", ${bare.slice(start, node.end)})${bare.slice(node.end)}`;
    return { path, bare, isWrapper, newest: { path, text: newest, start, end: node.end + 'log("probe", )'.length } };
  }
  const indent = /[ \t]*$/.exec(bare.slice(0, start))![0];
  const statement = 'log("probe", 1);';
  const at = node.end + 1 + indent.length;
  const text_ = `${bare.slice(0, node.end)}\n${indent}${statement}${bare.slice(node.end)}`;
  return { path, bare, isWrapper, newest: { path, text: text_, start: at, end: at + statement.length } };
}

const anyPicked = fc.tuple(fc.nat(200), fc.nat(60), fc.boolean()).map((parts) => pick(...parts));

/** Changes a text as people do: renames, takes out, doubles or wraps lines and statements. */
type Mutation = (text: string, at: number) => string;
const lineOf = (text: string, at: number): [number, number] => {
  const from = text.lastIndexOf("\n", Math.floor(at * text.length)) + 1;
  const to = text.indexOf("\n", from);
  return [from, to < 0 ? text.length : to + 1];
};
const MUTATIONS: readonly Mutation[] = [
  (text) => text,
  (text, at) => {
    const words = [...new Set(text.match(/\b[a-z][A-Za-z]{3,}\b/g))].filter(
      (word) => !/^(import|export|const|return|function|from|type|interface|this|readonly|string|number)$/.test(word),
    );
    const word = words[Math.floor(at * words.length)];
    return word === undefined ? text : text.replaceAll(new RegExp(`\\b${word}\\b`, "g"), `${word}Was`);
  },
  (text, at) => text.slice(0, lineOf(text, at)[0]) + text.slice(lineOf(text, at)[1]),
  (text, at) => text.slice(0, lineOf(text, at)[1]) + text.slice(...lineOf(text, at)) + text.slice(lineOf(text, at)[1]),
  (text, at) => `${text.slice(0, lineOf(text, at)[0])}  before();\n${text.slice(lineOf(text, at)[0])}`,
  (text, at) =>
    `${text.slice(0, lineOf(text, at)[0])}<<<<<<< ours\n${text.slice(...lineOf(text, at))}=======\n>>>>>>> theirs\n${text.slice(lineOf(text, at)[1])}`,
  (text) => text.replaceAll(/\r?\n/g, "\r\n"),
  (text) => text.replaceAll(/^(?: {2})+/gm, (indent) => "\t".repeat(indent.length / 2)),
  (text) => `\uFEFF${text.trimEnd()}`,
  (text) => text.replaceAll(/;$/gm, ""),
  (text) => text.slice(0, text.length / 2),
];
const anyMutations = fc.array(fc.tuple(fc.nat(MUTATIONS.length - 1), fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 4 });

function mutated(text: string, mutations: readonly (readonly [number, number])[]): string {
  return mutations.reduce((changed, [index, at]) => MUTATIONS[index]!(changed, at), text);
}

function carry(picked: Picked, older: string): PropagationResult {
  return propagate(ts, { newest: [picked.newest], older: { path: picked.path, text: older } });
}

/** The leaves of the tree with their offsets: tokens as the parser sees them. */
function leaves(text: string): { start: number; end: number; text: string }[] {
  const file = ts.createSourceFile("any.ts", text, ts.ScriptTarget.Latest, true);
  const out: { start: number; end: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file).filter((child) => child.kind < ts.SyntaxKind.FirstJSDocNode || child.kind > ts.SyntaxKind.LastJSDocNode);
    if (children.length > 0) return children.forEach(visit);
    if (node.end > node.getStart(file)) out.push({ start: node.getStart(file), end: node.end, text: node.getText(file) });
  };
  visit(file);
  return out;
}

/** Without what was inserted, as a person would take it out: a wrapper's ends, a statement with its line. */
function takenOut(text: string, { inserted }: PropagationResult): string {
  const cuts = inserted.flatMap((range) => {
    if (range.around) return addedRanges(range);
    const before = /\r?\n[ \t]*$/.exec(text.slice(0, range.start));
    return [before && /^[ \t]*\r?(\n|$)/.test(text.slice(range.end)) ? { start: range.start - before[0].length, end: range.end } : range];
  });
  return cuts.toSorted((a, b) => b.start - a.start).reduce((rest, cut) => rest.slice(0, cut.start) + rest.slice(cut.end), text);
}

describe("propagation of log calls into sources that were changed at random", () => {
  it("finds what is there already", () => {
    fc.assert(
      fc.property(anyPicked, (picked) => {
        const { start, end, text } = picked.newest;
        expect(carry(picked, text)).toMatchObject({ verdict: "exact", edits: [], already: { start, end } });
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  it("gives back the newest text where nothing else differs", () => {
    fc.assert(
      fc.property(anyPicked, (picked) => {
        const result = carry(picked, picked.bare);
        if (result.edits.length > 0) expect(applyEdits(picked.bare, result.edits)).toBe(picked.newest.text);
        else expect(["ambiguous", "type-error"]).toContain(result.verdict);
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  it("says something about any older text, and what it inserts can be taken out again and leaves all other tokens alone", () => {
    let placed = 0;
    fc.assert(
      fc.property(anyPicked, anyMutations, (picked, mutations) => {
        const older = mutated(picked.bare, mutations);
        const result = carry(picked, older);
        expect(result.reason).toMatch(/^.+$/);
        expect(result.reason).not.toMatch(/^the texts could not be analysed/);
        if (result.edits.length === 0) return;
        placed++;
        const edited = applyEdits(older, result.edits);
        const added = result.inserted.flatMap(addedRanges);
        const others = leaves(edited).filter((leaf) => !added.some((range) => range.start <= leaf.start && leaf.end <= range.end));
        if (result.edits.length === (picked.isWrapper ? 2 : 1)) {
          expect(others.map((leaf) => leaf.text)).toEqual(leaves(older).map((leaf) => leaf.text));
          expect(takenOut(edited, result)).toBe(older);
        }
        for (const range of result.inserted) expect(edited.slice(range.start, range.end)).toContain("probe");
      }),
      { seed: 13, numRuns: 120 },
    );
    expect(placed).toBeGreaterThan(40);
  });

  it("says something about a newest text that is broken", () => {
    fc.assert(
      fc.property(anyPicked, anyMutations, (picked, mutations) => {
        const text = mutated(picked.newest.text, mutations);
        const result = propagate(ts, { newest: [{ ...picked.newest, text }], older: { path: picked.path, text: picked.bare } });
        expect(result.reason).toMatch(/^.+$/);
        expect(result.reason).not.toMatch(/^the texts could not be analysed/);
      }),
      { seed: 14, numRuns: 60 },
    );
  });
});

describe("propagation into what is no source", () => {
  const picked = pick(3, 5, true);
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 3000 }).map((array) => Buffer.from(array).toString("latin1"));

  it("says something about bytes", () => {
    fc.assert(
      fc.property(bytes, (text) => {
        expect(carry(picked, text).reason).not.toMatch(/^the texts could not be analysed/);
      }),
      { seed: 15, numRuns: 40 },
    );
  });

  it.each([
    ["an empty file", ""],
    ["a file of one line of a megabyte", `const data = [${"1234,".repeat(210_000)}];`],
    ["a minified file of a megabyte", "function f(a){return a+1}".repeat(40_000)],
    ["50,000 lines", "count(1);\n".repeat(50_000)],
    ["200 levels of blocks", "{".repeat(200) + "}".repeat(200)],
    ["merge markers alone", "<<<<<<< a\n=======\n>>>>>>> b\n".repeat(200)],
  ])("answers in seconds for %s", (_, text) => {
    const before = process.cpuUsage();
    const result = carry(picked, text);
    const wrong = propagate(ts, { newest: [{ path: "a.ts", text, start: 0, end: Math.min(9, text.length) }], older: { path: picked.path, text: picked.bare } });
    const { user, system } = process.cpuUsage(before);
    expect(result.edits).toEqual([]);
    for (const one of [result, wrong]) expect(one.reason).not.toMatch(/^the texts could not be analysed/);
    expect((user + system) / 1e6).toBeLessThan(20);
  });
});
