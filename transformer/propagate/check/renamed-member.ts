/** What a member of a type was called in an older version, by the declarations of the type in both. */
import type ts from "typescript";
import type { CheckedFile } from "./complaints.ts";

/** A type in one version. */
export interface TypeThere {
  readonly checked: CheckedFile;
  readonly type: ts.Type;
}

/**
 * The member that the older type has for one of the newest type: of the members that only one of them has, each has exactly one of that type.
 *
 * @returns undefined where the two are not declared under one name, or more than one member may be meant, or none.
 */
export function calledThen(compiler: typeof ts, newest: TypeThere, older: TypeThere, name: string): string | undefined {
  const declared = nameOfType(newest.type);
  if (declared === undefined || declared !== nameOfType(older.type)) return undefined;
  const [now, then] = [membersOf(compiler, newest), membersOf(compiler, older)];
  const wanted = now.get(name);
  if (wanted === undefined || then.has(name)) return undefined;
  const ofThatType = (members: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): string[] =>
    [...members].filter(([member, type]) => type === wanted && !others.has(member)).map(([member]) => member);
  const [only, second] = ofThatType(then, now);
  return second === undefined && ofThatType(now, then).length === 1 ? only : undefined;
}

/** Whether two names share a word: `trainLoss` and `loss`, `max_steps` and `steps`. */
export function shareWord(a: string, b: string): boolean {
  const wordsOf = (name: string): string[] => name.split(/_|(?<=[a-z\d])(?=[A-Z])/).map((word) => word.toLowerCase());
  const words = wordsOf(b);
  return wordsOf(a).some((word) => word.length > 1 && words.includes(word));
}

/** The name of a declaration; undefined for a type that has none of its own. */
function nameOfType(type: ts.Type): string | undefined {
  const { name } = type.aliasSymbol ?? type.symbol ?? { name: "__none" };
  return name.startsWith("__") ? undefined : name;
}

/** Types of members, as they are written, by name; those that say nothing are left out. */
function membersOf(compiler: typeof ts, { checked, type }: TypeThere): ReadonlyMap<string, string> {
  const { checker } = checked;
  const members = checker.getPropertiesOfType(type).map((symbol) => [symbol.name, checker.getNonNullableType(checker.getTypeOfSymbol(symbol))] as const);
  return new Map(members.map(([name, member]) => [name, member.flags & compiler.TypeFlags.Any ? `any: ${name}` : checker.typeToString(member)]));
}
