import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { expect, it } from "vitest";
import { parseNext, parseText } from "../../../transformer/propagate/text/parse-text.ts";

const folder = join(import.meta.dirname, "../../../transformer/propagate");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(folder, file), "utf8"));

/** Everything that propagation sees of a tree. */
function written(file: ts.SourceFile): string {
  const out: (string | number)[] = [];
  const visit = (node: ts.Node): void => {
    out.push(
      "\n",
      ts.SyntaxKind[node.kind]!,
      node.pos,
      node.end,
      node.flags & (ts.NodeFlags.BlockScoped | ts.NodeFlags.AwaitContext | ts.NodeFlags.YieldContext),
    );
    ts.forEachChild(node, (child) => {
      if (child.parent !== node) out.push("ORPHAN");
      visit(child);
    });
  };
  visit(file);
  for (const one of (file as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics) out.push("\n!", one.start, one.code);
  return out.join(" ");
}

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(300),
  text: fc.constantFrom(
    "",
    "log(x);\n",
    "await next();\n",
    "/* ",
    " */",
    "`",
    "${",
    "'",
    "}",
    "{ ",
    "(",
    "<div>",
    "async ",
    "*",
    "return;",
    "\n<<<<<<< ours\n",
    "/",
    "export {};\n",
  ),
});

it.each(["main.ts", "main.js", "main.tsx"])("parses by what differs as from the beginning: %s", (path) => {
  fc.assert(
    fc.property(fc.nat(sources.length - 1), fc.array(edit, { minLength: 1, maxLength: 6 }), (source, edits) => {
      let text = sources[source]!;
      let file = parseText(ts, path, text);
      for (const [index, one] of edits.entries()) {
        const at = Math.floor(one.at * text.length);
        text = text.slice(0, at) + one.text + text.slice(at + one.length);
        // Several places at once.
        if (index % 3 === 1) continue;
        file = parseNext(ts, file, path, text);
        expect(file.text).toBe(text);
        expect(written(file)).toBe(written(parseText(ts, path, text)));
      }
    }),
    { seed: 5, numRuns: 60 },
  );
});

it("parses anew where the file has another name, so is of another language", () => {
  const file = parseNext(ts, parseText(ts, "main.ts", "const a = <T>(x);\n"), "main.tsx", "const a = <T>(x);\n");
  expect(written(file)).toBe(written(parseText(ts, "main.tsx", "const a = <T>(x);\n")));
});
