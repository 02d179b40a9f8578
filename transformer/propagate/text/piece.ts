/** The tokens of a piece of code that is no file: a statement that goes into many older texts is asked about with each of them. */
import type ts from "typescript";
import { parseText } from "./parse-text.ts";
import { SubtreeMemory } from "./subtree-memory.ts";
import { collectTokens } from "./tokens.ts";

interface Piece {
  readonly compiler: typeof ts;
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly string[];
}

/** The pieces read last, the last one at the end. */
const recent: Piece[] = [];
const KEPT = 8;

/**
 * The texts of the tokens, without a semicolon at the end.
 *
 * @param path Tells whether the piece is TypeScript, JSX or JavaScript.
 */
export function tokensOfPiece(compiler: typeof ts, path: string, text: string): readonly string[] {
  const known = recent.find((one) => one.text === text && one.path === path && one.compiler === compiler);
  if (known) return known.tokens;
  const memory = new SubtreeMemory();
  const { ids } = collectTokens(compiler, parseText(compiler, path, text), memory, []);
  const all = Array.from(ids, (id) => memory.vocabulary.texts[id]!);
  const tokens = all[all.length - 1] === ";" ? all.slice(0, -1) : all;
  recent.push({ compiler, path, text, tokens });
  if (recent.length > KEPT) recent.shift();
  return tokens;
}
