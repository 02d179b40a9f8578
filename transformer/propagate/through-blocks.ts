/** Carrying statements into functions whose whole body is an expression there. */
import { composed, conciseBodies, innermost, withBlocks, type WithBlocks } from "./expression/concise-bodies.ts";
import { isRefused, type Answer } from "./refusal.ts";
import type { Texts } from "./text/texts.ts";
import type { NewestStatement, OlderVersion } from "./types.ts";

/** What is carried, and how. */
export interface Through {
  readonly texts: Texts;
  readonly newest: readonly NewestStatement[];
  readonly version: OlderVersion;
  readonly carry: (version: OlderVersion) => Answer;
}

/** The answer with blocks around such bodies; undefined where no statement goes into one of them. */
export function throughBlocks({ texts, newest, version, carry }: Through): Answer | undefined {
  const { older } = version;
  const bodies = conciseBodies(texts.compiler, texts.older(older.path, older.text));
  if (bodies.length === 0) return undefined;
  const attempt = (some: typeof bodies): { blocks: WithBlocks; answer: Answer; used: Set<number> } => {
    const blocks = withBlocks(
      older,
      some,
      newest.map(({ text }) => text),
    );
    const answer = carry(withText(version, blocks.text));
    return { blocks, answer, used: new Set(answer.edits.map((edit) => (edit.path === older.path ? innermost(blocks.blocks, edit.offset) : -1))) };
  };
  const all = attempt(bodies);
  const used = bodies.filter((_, index) => all.used.has(index));
  if (used.length === 0 || isRefused(all.answer)) return undefined;
  const { blocks, answer, used: again } = attempt(used);
  if (isRefused(answer) || answer.already !== undefined || !used.every((_, index) => again.has(index))) return undefined;
  return { ...answer, edits: composed(blocks.edits, answer.edits) };
}

/** A version in which the file of the first statement has another text. */
export function withText(version: OlderVersion, text: string): OlderVersion {
  const { older, olderTree } = version;
  const tree = olderTree?.has(older.path) ? { olderTree: new Map([...olderTree, [older.path, text]]) } : {};
  return { ...version, ...tree, older: { ...older, text } };
}
