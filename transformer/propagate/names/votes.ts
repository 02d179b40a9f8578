/** Where the two texts are the same but for one identifier: what speaks for one name being another one's. */
import type ts from "typescript";
import { isReference } from "./references.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { Comparison } from "../match/similarity.ts";
import { isWord } from "../text/tokens.ts";

/** The two texts, what they declare, and the older place. */
export interface NameContext {
  readonly compiler: typeof ts;
  readonly comparison: Comparison;
  /** Partner of newer tokens: the global alignment, or a local one for code that moved. */
  readonly maps: readonly Int32Array[];
  readonly newerScopes: Scopes;
  readonly olderScopes: Scopes;
  /** Node of the older list that the statement goes into. */
  readonly place: ts.Node;
}

/** What stands in the older text where a name stands in the newest one. */
export interface Vote {
  readonly name: string;
  readonly binding: Binding | undefined;
  weight: number;
  declared: boolean;
  /** Votes from places where the same property follows as in the statement: `device.name` became `entity.name`. */
  qualified: number;
}

/** More occurrences of a name than this are not looked at. */
const MAX_OCCURRENCES = 300;

/** All that stands in the older text for the occurrences of a name that count. */
export function votesFor(context: NameContext, wanted: { name: string; followers: ReadonlySet<string> }, counts: (node: ts.Identifier) => boolean): Vote[] {
  const { name, followers } = wanted;
  const { newer, older } = context.comparison;
  const votes = new Map<string, Vote>();
  for (const index of occurrences(newer.tokens.ids, context, name).slice(0, MAX_OCCURRENCES)) {
    const node = identifierAt(context.compiler, newer.file, newer.tokens.pos[index]!);
    if (!node || !counts(node)) continue;
    const partners = new Set(context.maps.map((map) => partnerOf(context.comparison, map, index)).filter((partner) => partner >= 0));
    for (const partner of partners) {
      const other = givenFor(context.compiler, node, identifierAt(context.compiler, older.file, older.tokens.pos[partner]!));
      if (!other || isVariable(context.compiler, other) !== isVariable(context.compiler, node)) continue;
      const binding = isVariable(context.compiler, other) ? context.olderScopes.resolve(other.text, other.parent) : undefined;
      const key = `${other.text}:${binding?.node.pos ?? -1}`;
      const vote = votes.get(key) ?? { name: other.text, binding, weight: 0, declared: false, qualified: 0 };
      const declares = isDeclaration(node) && isDeclaration(other) && isElement(context.compiler, node) === isElement(context.compiler, other);
      vote.weight += declares ? 3 : 1;
      vote.declared ||= declares;
      const follower = followerOf(context, newer.tokens.ids, index);
      if (followers.has(follower) && follower === followerOf(context, context.comparison.olderNames, partner)) vote.qualified++;
      votes.set(key, vote);
    }
  }
  return [...votes.values()];
}

/** What a loop goes over, `const row of rows`: not what `const row = rows` would be. */
function isElement(compiler: typeof ts, { parent }: ts.Identifier): boolean {
  return compiler.isVariableDeclaration(parent) && !parent.initializer && compiler.isForOfStatement(parent.parent.parent);
}

/** What stands for `names` of `{ names }` where the older text has `{ names: others }`. */
function givenFor(compiler: typeof ts, node: ts.Identifier, other: ts.Identifier | undefined): ts.Identifier | undefined {
  if (other === undefined || !compiler.isShorthandPropertyAssignment(node.parent) || !compiler.isPropertyAssignment(other.parent)) return other;
  const { initializer } = other.parent;
  return other.parent.name === other && compiler.isIdentifier(initializer) ? initializer : other;
}

/** The tokens that are the name. */
export function occurrences(ids: Int32Array, context: NameContext, name: string): number[] {
  const texts = context.comparison.vocabulary.texts;
  const wanted = context.comparison.vocabulary.id(name);
  const found: number[] = [];
  if (texts[wanted] === name) for (let at = ids.indexOf(wanted); at >= 0; at = ids.indexOf(wanted, at + 1)) found.push(at);
  return found;
}

/** The older token that stands where the newer one stands: its partner, or the identifier substituted for it between the same neighbours. */
export function partnerOf(comparison: Comparison, map: Int32Array, index: number): number {
  if (map[index]! >= 0) return map[index]!;
  const ids = comparison.older.tokens.ids;
  const word = (token: number): boolean => isWord(comparison.vocabulary.texts[ids[token]!] ?? "");
  let left = index - 1;
  while (left >= 0 && map[left]! < 0 && index - left < 6) left--;
  let right = index + 1;
  while (right < map.length && map[right]! < 0 && right - index < 6) right++;
  const from = left >= 0 && map[left]! >= 0 ? map[left]! : -1;
  const to = right < map.length && map[right]! >= 0 ? map[right]! : -1;
  if (from >= 0 && to >= 0 && to - from === right - left) {
    const token = from + (index - left);
    return word(token) ? token : -1;
  }
  if (from >= 0 && index - left === 1 && from + 1 < ids.length && word(from + 1) && (to < 0 || from + 1 < to) && distinct(comparison, index - 1))
    return from + 1;
  return -1;
}

/** Whether the token before a substitution tells anything: `.`, `const`, `let`, a word. */
function distinct(comparison: Comparison, index: number): boolean {
  const text = comparison.vocabulary.texts[comparison.newer.tokens.ids[index]!] ?? "";
  return isWord(text);
}

/** The property that is read from the identifier at a token, "" for none. */
export function followerOf(context: NameContext, ids: Int32Array, index: number): string {
  const { texts } = context.comparison.vocabulary;
  const dot = texts[ids[index + 1] ?? -1];
  return dot === "." || dot === "?." ? (texts[ids[index + 2] ?? -1] ?? "") : "";
}
export function isDeclaration(node: ts.Identifier): boolean {
  return (node.parent as ts.NamedDeclaration).name === node && !("expression" in node.parent);
}

export function isVariable(compiler: typeof ts, node: ts.Identifier): boolean {
  if (isReference(compiler, node)) return true;
  const parent = node.parent;
  // `names` of `const { names: what } = all`.
  if (compiler.isBindingElement(parent) && parent.propertyName === node) return false;
  if (compiler.isPropertyAccessExpression(parent) || compiler.isQualifiedName(parent) || compiler.isPropertyAssignment(parent)) return false;
  return !(compiler.isClassElement(parent) || compiler.isTypeElement(parent) || compiler.isEnumMember(parent) || compiler.isJsxAttribute(parent));
}

/** The identifier that starts at an offset. */
export function identifierAt(compiler: typeof ts, file: ts.SourceFile, offset: number): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (found || node.pos > offset || node.end <= offset) return;
    if (compiler.isIdentifier(node) && node.getStart(file) === offset) found = node;
    else compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
