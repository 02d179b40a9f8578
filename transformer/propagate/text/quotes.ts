import type ts from "typescript";
import type { Tokens } from "./tokens.ts";
import type { Tree } from "./tree.ts";

/** The mark that nearly all strings of a text are written with; undefined where they differ, or are too few to tell. */
function readQuote({ text, tokens }: Tree): '"' | "'" | undefined {
  let single = 0;
  let double = 0;
  for (const at of tokens.pos) {
    const code = text.charCodeAt(at);
    if (code === 39) single++;
    else if (code === 34) double++;
  }
  const [most, all] = [Math.max(single, double), single + double];
  return all < 3 || most < 0.9 * all ? undefined : single > double ? "'" : '"';
}

/** The marks of texts that were asked for: the newest one is asked for with every older one. */
const known = new WeakMap<Tokens, { readonly quote: '"' | "'" | undefined }>();

function quoteOf(tree: Tree): '"' | "'" | undefined {
  const marks = known.get(tree.tokens) ?? { quote: readQuote(tree) };
  known.set(tree.tokens, marks);
  return marks.quote;
}

/** Which marks of a newer text are written as which in an older one; undefined where they stay. */
export function quotesFor(newer: Tree, older: Tree): { from: string; to: string } | undefined {
  const [from, to] = [quoteOf(newer), quoteOf(older)];
  return from === undefined || to === undefined || from === to ? undefined : { from, to };
}

/** A string of a carried statement with the other text's marks; undefined where it stays as it is: with marks or escapes inside, or in JSX. */
export function requoted(compiler: typeof ts, node: ts.Node, quotes: { from: string; to: string }): string | undefined {
  if (!compiler.isStringLiteral(node) || compiler.isJsxAttribute(node.parent)) return undefined;
  const written = node.getText();
  if (!written.startsWith(quotes.from) || /['"\\]/.test(written.slice(1, -1))) return undefined;
  return quotes.to + written.slice(1, -1) + quotes.to;
}
