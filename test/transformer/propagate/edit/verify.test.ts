/** Edits that are fine by what is near them are fine by all of the text. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { expect, it } from "vitest";
import { complaintAboutAll, isFineNear } from "../../../../transformer/propagate/edit/verify.ts";
import { parseText } from "../../../../transformer/propagate/text/parse-text.ts";
import { Texts } from "../../../../transformer/propagate/text/texts.ts";
import { collectTokens } from "../../../../transformer/propagate/text/tokens.ts";
import { SubtreeMemory } from "../../../../transformer/propagate/text/subtree-memory.ts";

const folder = join(import.meta.dirname, "../../../../transformer/propagate");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(join(folder, path), "utf8"))
  // Without semicolons a statement may go on in the next line.
  .flatMap((text) => [text, text.replace(/;$/gm, "")]);

const statement = fc.constantFrom('log("a", a);', 'log("a", a)', "await next();", "`${a}`;", "[a].at(0);", "(a)", "/a/.test(b)", "import.meta.url;");
const harmful = fc.constantFrom(
  "{",
  "}",
  "*/",
  "/*",
  "//",
  "`",
  "${",
  "'",
  ")",
  "(",
  "if (a)",
  "return",
  "else {}",
  "async",
  "a =>",
  "class A {",
  "=",
  "+",
  "export {};",
);
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  text: fc.oneof({ weight: 2, arbitrary: statement }, harmful),
  isSpaced: fc.boolean(),
});

it.each(["main.ts", "main.js"])("is never fine near the edits where it is not fine: %s", (path) => {
  const count = { fine: 0, wrong: 0 };
  fc.assert(
    fc.property(fc.nat(sources.length - 1), fc.array(edit, { minLength: 1, maxLength: 2 }), (source, several) => {
      const text = sources[source]!;
      const texts = new Texts(ts);
      const file = texts.older(path, text);
      const { pos, end } = collectTokens(ts, file, new SubtreeMemory(), []);
      const edits = several.map((one) => {
        const token = Math.floor(one.at * pos.length);
        return { path, offset: one.isSpaced ? end[token]! : pos[token]!, text: one.isSpaced ? `\n${one.text}` : one.text };
      });
      if (!isFineNear(ts, parseText(ts, path, text), edits)) return void count.wrong++;
      count.fine++;
      expect(complaintAboutAll(texts, texts.tree(file), edits, [])).toBe(undefined);
    }),
    { seed: 9, numRuns: 600 },
  );
  expect(Math.min(count.fine, count.wrong)).toBeGreaterThan(20);
});

it.each([
  ["a class", "class A {\n  a = 1\n  b() {\n    first();\n    last();\n  }\n  c() {}\n}\n"],
  ["a function in a function", "function f() {\n  const a = () => {\n    first();\n    last();\n  };\n  return a;\n}\n"],
  ["a file without semicolons", "const a = 1\nfunction f() {\n  first()\n  last()\n}\nconst b = 2\n"],
])("looks at what is near alone in %s", (_, some) => {
  const text = `${some}${"function other() {\n  return 1;\n}\n".repeat(10)}`;
  const offset = text.search(/;?\n *last/);
  expect(isFineNear(ts, parseText(ts, "main.ts", text), [{ path: "main.ts", offset, text: "\n log(a);" }])).toBe(true);
  expect(isFineNear(ts, parseText(ts, "main.ts", text), [{ path: "main.ts", offset, text: "\n log(a" }])).toBe(false);
});

/** Texts in which `|` marks where something is put in. */
it.each([
  ["goes on in what is put in", "a = 1|\nlast()\n", "\n/(/.test(b)"],
  ["is put in and goes on in the next statement", "first()|\nlast()\n", "\nb = /"],
  ["goes on in the next one now", "const a = () => |{\n}\n/(/.test(b)\n", "1 || function () "],
  ["is in a module", 'import a from "a";\nother();\nfirst()|\nlast();\n', "\nawait /"],
  ["comes to be in a module", "await / (1) / 2;\nfunction f() {\n  first();|\n}\n", "\n  import.meta.url;"],
])("is not fine where a statement %s", (_, marked, text) => {
  const offset = marked.indexOf("|");
  const older = `${marked.replace("|", "")}${"function more() {\n  return 1;\n}\n".repeat(10)}`;
  const texts = new Texts(ts);
  const edits = [{ path: "main.js", offset, text }];
  expect(isFineNear(ts, parseText(ts, "main.js", older), edits)).toBe(false);
  expect(complaintAboutAll(texts, texts.tree(texts.older("main.js", older)), edits, [])).not.toBe(undefined);
});
