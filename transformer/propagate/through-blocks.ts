/** Carrying statements into functions whose whole body is an expression there. */
import type ts from "typescript";
import { listHolder } from "../analyse/nodes.ts";
import { composed, conciseBodies, innermostRange, withBlocks, type WithBlocks } from "./expression/concise-bodies.ts";
import { isRefused, type Answer } from "./refusal.ts";
import { valuesNamedBefore } from "./expression/unnamed-values.ts";
import { tokensOfPiece } from "./text/piece.ts";
import type { Texts } from "./text/texts.ts";
import { wordsIn } from "./text/tokens.ts";
import type { NewestStatement, OlderVersion } from "./types.ts";

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;
/** Of the words of a body: parameters have other names, and one or two more may have too. */
const LEAST_ALIKE = 0.25;

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
  const functions = newest.map((statement) => functionAround(texts, statement));
  const bodies = conciseBodies(texts.compiler, texts.older(older.path, older.text)).filter((body) =>
    functions.some((text) => isAlike(older.text.slice(body.start, body.end), text)),
  );
  if (bodies.length === 0) return undefined;
  const attempt = (some: typeof bodies): { blocks: WithBlocks; answer: Answer; used: Set<number> } => {
    const blocks = withBlocks(
      older,
      some,
      newest.map(({ text }) => text),
    );
    const answer = carry(withText(version, blocks.text));
    return { blocks, answer, used: new Set(answer.edits.map((edit) => (edit.path === older.path ? innermostRange(blocks.blocks, edit.offset) : -1))) };
  };
  const all = attempt(bodies);
  const used = bodies.filter((_, index) => all.used.has(index));
  if (used.length === 0 || isRefused(all.answer)) return undefined;
  const { blocks, answer, used: again } = attempt(used);
  if (isRefused(answer) || answer.already !== undefined || !used.every((_, index) => again.has(index))) return undefined;
  const bodyTexts = used.map(({ start, end }) => older.text.slice(start, end));
  if (!bodyTexts.every((body) => isWhatIsNamed({ texts, newest }, { body, name: blocks.name, renames: answer.renames ?? {} }))) return undefined;
  return { ...answer, edits: composed(blocks.edits, answer.edits) };
}

/** The text of the function in whose body a statement stands, by itself or in a guard; "" where it stands elsewhere. */
function functionAround(texts: Texts, { path, text, start }: NewestStatement): string {
  const { compiler } = texts;
  let holder: ts.Node = listHolder(compiler, texts.newest(path, text), start);
  while (compiler.isBlock(holder) || compiler.isIfStatement(holder)) holder = holder.parent;
  return compiler.isFunctionLike(holder) ? text.slice(holder.pos, holder.end) : "";
}

/** Whether a function says enough of what a body says, for the body to be what it was. */
function isAlike(body: string, text: string): boolean {
  const words = new Set(body.match(WORD));
  const same = [...words].filter((word) => wordsIn(text, word).length > 0);
  return text !== "" && same.length >= words.size * LEAST_ALIKE;
}

/** Whether what the newest text calls otherwise than `name` is the expression of a body. */
function isWhatIsNamed(
  { texts, newest }: Pick<Through, "texts" | "newest">,
  { body, name, renames }: { readonly body: string; readonly name: string; readonly renames: Readonly<Record<string, string>> },
): boolean {
  const { compiler } = texts;
  const own = Object.keys(renames).find((from) => renames[from] === name);
  if (own === undefined) return true;
  const named = newest.flatMap(({ path, text, start }) => valuesNamedBefore(compiler, texts.newest(path, text), start)).find((one) => one.name === own);
  const there = tokensOfPiece(compiler, newest[0]!.path, body);
  const inner = there[0] === "(" && there.at(-1) === ")" ? [there, there.slice(1, -1)] : [there];
  return named !== undefined && inner.some((tokens) => tokens.join(" ") === named.tokens.map((token) => renames[token] ?? token).join(" "));
}

/** A version in which the file of the first statement has another text. */
export function withText(version: OlderVersion, text: string): OlderVersion {
  const { older, olderTree } = version;
  const tree = olderTree?.has(older.path) ? { olderTree: new Map([...olderTree, [older.path, text]]) } : {};
  return { ...version, ...tree, older: { ...older, text } };
}
