/** Carrying statements into functions whose whole body is an expression there. */
import type ts from "typescript";
import { composed, conciseBodies, innermost, withBlocks, type WithBlocks } from "./expression/concise-bodies.ts";
import { isRefused, type Answer } from "./refusal.ts";
import type { Texts } from "./text/texts.ts";
import type { NewestStatement, OlderVersion } from "./types.ts";

/** The answer with blocks around such bodies; undefined where no statement goes into one of them. */
export function throughBlocks(
  texts: Texts,
  newest: readonly NewestStatement[],
  version: OlderVersion,
  carry: (version: OlderVersion) => Answer,
): Answer | undefined {
  const { older, olderTree } = version;
  if (!newest.some((statement) => statement.path === newest[0]!.path && isInArrow(texts, statement))) return undefined;
  const bodies = conciseBodies(texts.compiler, texts.older(older.path, older.text));
  if (bodies.length === 0) return undefined;
  const attempt = (some: typeof bodies): { blocks: WithBlocks; answer: Answer; used: Set<number> } => {
    const blocks = withBlocks(
      older,
      some,
      newest.map(({ text }) => text),
    );
    const { text } = blocks;
    const tree = olderTree?.has(older.path) ? { olderTree: new Map([...olderTree, [older.path, text]]) } : {};
    const answer = carry({ ...version, ...tree, older: { ...older, text } });
    return { blocks, answer, used: new Set(answer.edits.map((edit) => (edit.path === older.path ? innermost(blocks.blocks, edit.offset) : -1))) };
  };
  const all = attempt(bodies);
  const used = bodies.filter((_, index) => all.used.has(index));
  if (used.length === 0 || isRefused(all.answer)) return undefined;
  const { blocks, answer, used: again } = attempt(used);
  if (isRefused(answer) || answer.already !== undefined || !used.every((_, index) => again.has(index))) return undefined;
  return { ...answer, edits: composed(blocks.edits, answer.edits) };
}

/** Whether the function around a statement is an arrow function. */
function isInArrow(texts: Texts, { path, text, start }: NewestStatement): boolean {
  const { compiler } = texts;
  let around: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end <= start) return;
    if (compiler.isFunctionLike(node)) around = node;
    compiler.forEachChild(node, visit);
  };
  visit(texts.newest(path, text));
  return around !== undefined && compiler.isArrowFunction(around);
}
