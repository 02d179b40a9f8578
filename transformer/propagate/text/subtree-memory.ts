/**
 * What is known of parts of a parsed text that stay when the next version is parsed: the same nodes stand in it, further up or down.
 *
 * Kept for statements and members that are small, but not within other ones that are, and for long declarations of variables.
 */
import type ts from "typescript";
import type { Collected } from "./token-buffer.ts";
import { Vocabulary } from "./vocabulary.ts";

/** A statement list right inside a node, with the node it is a child of. */
export type Inner = readonly [parent: ts.Node, child: ts.Node];

/** Longer parts are likely to change and are taken apart. */
const LONGEST = 3000;

/** Tokens and statement lists by node. */
export class SubtreeMemory {
  readonly vocabulary: Vocabulary = new Vocabulary();
  /** Tokens of a node, among those of the last text that it stood in. */
  readonly tokens: WeakMap<ts.Node, Collected> = new WeakMap();
  /** The statement lists in a node that are in no other list in it. */
  readonly inner: WeakMap<ts.Node, readonly Inner[]> = new WeakMap();
}

/** Whether a node is kept whole when the text around it changes, and small, or a table: parts of those are not kept one by one. */
export function isRemembered(compiler: typeof ts, node: ts.Node): boolean {
  if (isLong(node)) return compiler.isVariableStatement(node);
  return (compiler.isStatement(node) || compiler.isClassElement(node)) && node.kind !== compiler.SyntaxKind.Block;
}

/** Whether what is in a node is remembered too: it may hold functions. */
export function isLong(node: ts.Node): boolean {
  return node.end - node.pos > LONGEST;
}
