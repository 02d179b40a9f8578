import type ts from "typescript";
import { isLong, isRemembered, type SubtreeMemory } from "./subtree-memory.ts";
import { TokenBuffer } from "./token-buffer.ts";

/** The tokens of a text without trivia, in order; parallel arrays. */
export interface Tokens {
  readonly pos: Int32Array;
  readonly end: Int32Array;
  readonly ids: Int32Array;
}

/** A half-open range of offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Characters of a text for each of its tokens: mostly there are more. */
const TOKEN_LENGTH = 5;

/**
 * Collects the tokens of a parsed text, leaving out those within `excluded` ranges.
 *
 * Leaves of the tree are taken whole (templates, regular expressions and JSX text need the parser's knowledge); what lies between them is scanned.
 *
 * @param memory What is known of nodes that the file shares with earlier ones.
 */
export function collectTokens(compiler: typeof ts, file: ts.SourceFile, memory: SubtreeMemory, excluded: readonly Range[]): Tokens {
  const text = file.text;
  const kinds = compiler.SyntaxKind;
  const scanner = compiler.createScanner(compiler.ScriptTarget.Latest, true, compiler.LanguageVariant.Standard);
  const found = new TokenBuffer(Math.ceil(text.length / TOKEN_LENGTH) + 1);
  const emit = (from: number, to: number): void => {
    if (to <= from || from < found.lastEnd) return;
    for (const range of excluded) if (range.start <= from && to <= range.end) return;
    found.add(from, to, memory.vocabulary.id(text.slice(from, to)));
  };
  const scan = (from: number, to: number): void => {
    if (to <= from || isBlank(text, from, to)) return;
    scanner.setText(text, from, to - from);
    for (let kind = scanner.scan(); kind !== kinds.EndOfFileToken; kind = scanner.scan()) emit(scanner.getTokenStart(), scanner.getTokenEnd());
  };
  const visit = (node: ts.Node, isKept = false): void => {
    if (!isKept && isRemembered(compiler, node) && !excluded.some((range) => range.start < node.end && node.pos < range.end)) remembered(node);
    else inside(node, isKept);
  };
  const inside = (node: ts.Node, isKept: boolean): void => {
    if (excluded.some((range) => node.pos <= range.start && node.end === range.end && node.getStart(file) === range.start)) return;
    let at = -1;
    compiler.forEachChild(node, (child) => {
      if (at < 0) at = node.getStart(file);
      scan(at, child.pos);
      visit(child, isKept);
      at = Math.max(at, child.end);
    });
    if (at >= 0) return scan(at, node.end);
    if (node.kind === kinds.JsxText) return emit(node.pos, node.pos + text.slice(node.pos, node.end).trimEnd().length);
    const start = node.getStart(file);
    if (node.kind >= kinds.FirstToken && node.kind <= kinds.LastToken) emit(start, node.end);
    else scan(start, node.end);
  };
  const remembered = (node: ts.Node): void => {
    const known = memory.tokens.get(node);
    const from = found.length;
    if (known) found.addAgain(known, node.pos);
    else inside(node, !isLong(node));
    // Also of what is known: so the tokens of texts before need not be kept.
    memory.tokens.set(node, found.since(from, node.pos));
  };
  visit(file);
  return found.all();
}

/** Index of the first token that starts at or behind `offset`. */
export function tokenAt(tokens: Tokens, offset: number): number {
  let low = 0;
  let high = tokens.pos.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens.pos[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first token of a node: none stands in the white space and comments before it, and where the node begins behind those need not be looked for. */
export function firstToken(tokens: Tokens, node: ts.Node): number {
  return tokenAt(tokens, node.pos);
}

/** Offsets of a name in a text. */
export function wordsIn(text: string, name: string): number[] {
  const word = new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`, "g");
  return [...text.matchAll(word)].map(({ index }) => index);
}

/** Whether a token text is an identifier or a keyword. */
export function isWord(text: string): boolean {
  const code = text.charCodeAt(0);
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127 || code === 35;
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return false;
  }
  return true;
}
