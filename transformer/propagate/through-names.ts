/** Carrying statements that read what a function gives back, into versions that give it back without naming it. */
import { isRefused, type Answer } from "./refusal.ts";
import { freeName } from "./expression/concise-bodies.ts";
import { returnsOf, valueNamedAround, withNames, withoutNames } from "./expression/returned-values.ts";
import { complaint } from "./edit/verify.ts";
import { withText, type Through } from "./through-blocks.ts";

/** The answer with a name for what is given back; undefined where that does not help. */
export function throughNames({ texts, newest, version, carry }: Through): Answer | undefined {
  const { older } = version;
  const { compiler } = texts;
  const named = newest
    .filter(({ path }) => path === newest[0]!.path)
    .map(({ path, text, start }) => valueNamedAround(compiler, texts.newest(path, text), start))
    .find((one) => one !== undefined);
  const returns = named === undefined ? [] : returnsOf(compiler, texts.older(older.path, older.text), named);
  if (named === undefined || returns.length === 0) return undefined;
  const name = freeName(named.name, [older.text]);
  const text = withNames(older.text, returns, name);
  const answer = carry(withText(version, text));
  if (isRefused(answer) || answer.already !== undefined || answer.edits.some(({ path }) => path !== older.path)) return undefined;
  const back = withoutNames(older.text, returns, { name, answer });
  if (back === undefined) return undefined;
  const file = texts.tree(texts.older(older.path, older.text));
  return complaint(texts, file, back.edits, back.inserted) === undefined ? { ...answer, ...back } : undefined;
}
