/** Carrying statements that read a value which older versions do not name. */
import { isRefused, type Answer } from "./refusal.ts";
import { freeName } from "./expression/concise-bodies.ts";
import { unnamedIn, valuesNamedBefore, withNames, withoutNames, type NamedValue } from "./expression/unnamed-values.ts";
import { complaint } from "./edit/verify.ts";
import { wordsIn } from "./text/tokens.ts";
import { withText, type Through } from "./through-blocks.ts";

/** A value of fewer tokens says too little: `x`, `-1`. */
const LEAST_TOKENS = 3;
/** More values are not tried. */
const MOST_VALUES = 3;

/** The answer with a name for such a value; undefined where that does not help. */
export function throughNames(through: Through): Answer | undefined {
  const { texts, newest } = through;
  const values = newest
    .filter(({ path }) => path === newest[0]!.path)
    .flatMap(({ path, text, start, end }) => {
      const isRead = ({ name, isGivenBack }: NamedValue): boolean => isGivenBack || wordsIn(text.slice(start, end), name).length > 0;
      return valuesNamedBefore(texts.compiler, texts.newest(path, text), start).filter(isRead);
    })
    .filter(({ tokens }) => tokens.length >= LEAST_TOKENS);
  for (const value of values.slice(0, MOST_VALUES)) {
    const answer = named(through, value);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function named({ texts, version, carry }: Through, value: NamedValue): Answer | undefined {
  const { older } = version;
  const unnamed = unnamedIn(texts.compiler, texts.older(older.path, older.text), value);
  if (unnamed.length === 0) return undefined;
  const name = freeName(value.name, [older.text]);
  const text = withNames(older.text, unnamed, name);
  const answer = carry(withText(version, text.text));
  if (isRefused(answer) || answer.already !== undefined || answer.edits.some(({ path }) => path !== older.path)) return undefined;
  const without = withoutNames(unnamed, text, { name, answer });
  if (without === undefined) return undefined;
  const file = texts.tree(texts.older(older.path, older.text));
  return complaint(texts, file, without.edits, without.inserted) === undefined ? { ...answer, ...without } : undefined;
}
