import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { applyEdits, propagate, type PropagationRequest, type PropagationResult } from "../../../transformer/propagate/index.ts";

const folder = join(import.meta.dirname, "../../../transformer/propagate");
const sources = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ path: file, text: readFileSync(join(folder, file), "utf8") }));

interface Picked {
  readonly path: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Expression statements of our own sources, each alone on its lines. */
const statements: Picked[] = sources.flatMap(({ path, text }) => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Picked[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) && ts.isBlock(node.parent)) found.push({ path, text, start: node.getStart(file), end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.filter((one) => /\n[ \t]*$/.test(text.slice(0, one.start)) && text[one.end] === "\n");
});
const anyStatement = fc.integer({ min: 0, max: statements.length - 1 }).map((index) => statements[index]!);

function without(picked: Picked): string {
  const start = picked.text.lastIndexOf("\n", picked.start) + 1;
  return picked.text.slice(0, start) + picked.text.slice(picked.end + 1);
}

function tokensOf(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const out: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) out.push(scanner.getTokenText());
  return out.join(" ");
}

const VERDICTS = ["exact", "moved", "renamed", "ambiguous", "absent", "unbound", "type-error"];

function carry(picked: Picked, older: string, more: Partial<PropagationRequest> = {}): PropagationResult {
  return propagate(ts, { newest: [picked], older: { path: picked.path, text: older }, ...more });
}

describe("propagate", () => {
  it("finds the statement itself in an identical file", () => {
    fc.assert(
      fc.property(anyStatement, (picked) => {
        expect(carry(picked, picked.text)).toMatchObject({ verdict: "exact", edits: [], already: { start: picked.start, end: picked.end } });
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("puts a removed statement back where it was, token for token", () => {
    fc.assert(
      fc.property(anyStatement, (picked) => {
        const older = without(picked);
        const result = carry(picked, older);
        if (result.edits.length === 0) return;
        expect(tokensOf(applyEdits(older, result.edits))).toBe(tokensOf(picked.text));
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  it("refuses few of those", () => {
    const refused = statements.filter((picked, index) => index % 5 === 0 && carry(picked, without(picked)).edits.length === 0);
    expect(refused.length).toBeLessThan(statements.length / 5 / 20);
  });

  it("says that it is there already once it was inserted", () => {
    fc.assert(
      fc.property(anyStatement, (picked) => {
        const older = without(picked);
        const edited = applyEdits(older, carry(picked, older).edits);
        if (edited === older) return;
        expect(carry(picked, edited)).toMatchObject({ edits: [], already: {} });
      }),
      { seed: 3, numRuns: 20 },
    );
  });

  it("gives a verdict with a reason for any damage, and changes nothing but its insertions", () => {
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 0, max: 400 }),
      text: fc.constantFrom("", "{", "}", "`", "/*", "\n<<<<<<< ours\n", "\n=======\n>>>>>>> theirs\n", "\uFEFF", "\0", "'", "${", "<div>", "class {"),
    });
    fc.assert(
      fc.property(
        anyStatement,
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (picked, damages, eol, isNewest) => {
          let text = (isNewest ? picked.text : without(picked)).replaceAll("\n", eol).trimEnd();
          for (const one of damages) {
            const at = Math.floor(one.at * text.length);
            text = text.slice(0, at) + one.text + text.slice(at + one.length);
          }
          const result = isNewest ? propagate(ts, { newest: [{ ...picked, text }], older: { path: picked.path, text: picked.text } }) : carry(picked, text);
          expect(VERDICTS).toContain(result.verdict);
          expect(result.reason).toMatch(/^.+$/);
          const isPlaced = result.edits.length > 0 || result.already !== undefined;
          expect(isPlaced).toBe(["exact", "moved", "renamed"].includes(result.verdict));
          expect(result.inserted.length > 0).toBe(result.edits.length > 0);
        },
      ),
      { seed: 4, numRuns: 80 },
    );
  });

  it("has a verdict for texts that are empty, huge in one line, or not code", () => {
    const picked = statements[0]!;
    for (const older of ["", "\n", "\uFEFF", "{".repeat(3000), "a+".repeat(20000), "\u0000\u0001", "x".repeat(200000), "<<<<<<< a\n=======\n>>>>>>> b\n"]) {
      expect(VERDICTS).toContain(carry(picked, older).verdict);
      expect(VERDICTS).toContain(propagate(ts, { newest: [{ ...picked, text: older }], older: { path: picked.path, text: picked.text } }).verdict);
    }
  });

  it("has a verdict for 50,000 lines", () => {
    const lines = "count();\n".repeat(25_000);
    const newest = `${lines}console.log("here", count());\n${lines}`;
    const result = carry({ path: "big.ts", text: newest, start: lines.length, end: lines.length + 29 }, `${lines}other();\n${lines}`);
    expect(VERDICTS).toContain(result.verdict);
  });
});
