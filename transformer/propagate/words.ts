/** Blocks, names and lines in reasons, for people who read their own source and nothing of hindlog. */
import type ts from "typescript";
import { nearestWord } from "../nearest-word.ts";
import type { ListCandidate } from "./match/match-lists.ts";
import type { PlaceContext } from "./place/place-context.ts";
import { quoted } from "./refusal.ts";
import type { Binding, Scopes } from "./names/scope.ts";
import type { StatementList, Tree } from "./text/tree.ts";

/** Line of a node, from 1. */
export function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return lineAt(file, node.getStart(file));
}

/** Line of an offset, from 1. Counted: the compiler's own would list the lines of each older text for one question. */
export function lineAt({ text }: ts.SourceFile, offset: number): number {
  let line = 1;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code > 13 && code < 0x2028) continue;
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10) || code === 0x2028 || code === 0x2029) line++;
  }
  return line;
}

/** ``function train``, ``the loop `for (const batch of batches)` in train``, ``the block of `if (ready)` in train``. */
export function nameOfList(tree: Tree, list: StatementList): string {
  const inside = list.frame !== list && list.frame.name !== "" ? ` in ${list.frame.name}` : "";
  const head = quoted(tree.text.slice(list.owner.getStart(tree.file), Math.max(list.owner.getStart(tree.file), list.node.getStart(tree.file))));
  switch (list.role) {
    case "file":
      return "the top level of the file";
    case "function":
      return list.name === "" ? `the function ${head}` : `function ${list.name}`;
    case "for":
    case "for-of":
    case "for-in":
    case "while":
      return `the loop ${head}${inside}`;
    case "do":
      return `the do loop${inside}`;
    case "if":
      return `the block of ${head}${inside}`;
    case "case":
    case "default":
      return `the clause ${quoted(tree.text.slice(list.node.getStart(tree.file)).split("\n")[0]!)}${inside}`;
    default:
      return `the ${list.role} block${inside}`;
  }
}

/** Why the block around a statement counts as not there. */
export function describeAbsence({ comparison }: PlaceContext, list: StatementList, candidate: ListCandidate | undefined): string {
  const { newer, older } = comparison;
  const missing = `${nameOfList(newer, list)} (line ${lineOf(newer.file, list.owner)} of the newest version) has no counterpart there`;
  if (!candidate || candidate.list.role === "file") return missing;
  return `${missing}; ${nameOfList(older, candidate.list)} (line ${lineOf(older.file, candidate.list.owner)}) comes closest, but is too different`;
}

/** Why a place is not sure enough. */
export function describeDoubt({ comparison, minConfidence }: PlaceContext, list: StatementList, confidence: number): string {
  const { older } = comparison;
  const where = `${nameOfList(older, list)} (line ${lineOf(older.file, list.owner)} there)`;
  return `${where} comes closest, but the code around the statement is not alike enough to be sure (${confidence.toFixed(2)}, needed are ${minConfidence}): log where both versions have the same lines around it`;
}

/** Why a name of the newest text means nothing in the older one: where the newest text has it from, and what is called nearly so there. */
export function describeMissing(known: { newer: ts.SourceFile; olderScopes: Scopes; place: ts.Node }, name: string, binding: Binding | undefined): string {
  const from = binding === undefined ? "" : ` (from line ${lineOf(known.newer, binding.node)} of the newest version)`;
  const names: string[] = [];
  for (let at: ts.Node | undefined = known.place; at; at = at.parent) names.push(...known.olderScopes.declared(at).keys());
  const near = nearestWord(
    name,
    names.filter((one) => one !== name && one.length > 2),
  );
  return `${name}${from} does not exist there${near === null ? "" : `, but ${near} does`}`;
}
