/** Carrying statements together with the declarations that they need and an older version does not have. */
import { Attempt, type Shared } from "./attempt.ts";
import { helpersOf, type Helper } from "./needed-declarations.ts";
import { isRefused, type Answer } from "./refusal.ts";
import type { NewestStatement, NewestStatements, OlderVersion } from "./types.ts";

/** How often declarations that need declarations are looked for. */
const ROUNDS = 5;

/** Tries again with what is missing. Versions mostly miss the same, so the attempts are kept. */
export class Helping {
  readonly #shared: Shared;
  readonly #request: NewestStatements;
  readonly #attempts = new Map<string, Attempt>();

  constructor(shared: Shared, request: NewestStatements) {
    this.#shared = shared;
    this.#request = request;
  }

  /** The answer without help, or the one with what the statements need, where that is why they were refused. */
  into(version: OlderVersion, first: Answer): Answer {
    const { newest } = this.#request;
    const helpers: Helper[] = [];
    let result = first;
    for (let round = 0; round < ROUNDS && isRefused(result) && result.unbound; round++) {
      const carried = [...newest, ...helpers.map((one) => one.statement)];
      const more = helpersOf(this.#shared.texts, carried, result.unbound);
      if (!more) break;
      helpers.push(...more);
      result = this.#attempt([...carried, ...more.map((one) => one.statement)]).into(version);
    }
    if (helpers.length === 0) return first;
    return isRefused(result) ? neither(first, result) : withHelp(result, newest, helpers);
  }

  #attempt(carried: readonly NewestStatement[]): Attempt {
    const key = carried.map(({ path, start, end }) => `${path}:${start}:${end}`).join();
    const attempt = this.#attempts.get(key) ?? new Attempt(this.#shared, this.#request, carried);
    this.#attempts.set(key, attempt);
    return attempt;
  }
}

/** A refusal that says why what is missing cannot come along. */
function neither(first: Answer, second: Answer): Answer {
  if (second.unbound?.some((name) => first.unbound?.includes(name))) return first;
  const reason = first.searched === second.searched ? second.reason : [second.searched, second.reason].filter(Boolean).join(": ");
  return { ...first, reason: `${first.reason}; it cannot come along either: ${reason}` };
}

/** An answer about the statements alone: a declaration that was put in with one belongs to it. */
function withHelp(result: Answer, newest: readonly NewestStatement[], helpers: readonly Helper[]): Answer {
  const ownerOf = (index: number): number => {
    const helper = helpers[index - newest.length];
    return helper === undefined ? index : ownerOf(helper.neededBy);
  };
  const { already: _, alreadyAll = [], ...rest } = result;
  const own = alreadyAll.filter((range) => range.statement < newest.length);
  const lines = helpers.map(({ statement }) => lineOf(statement));
  return {
    ...rest,
    reason: `${result.reason}; with what it needs from line${lines.length > 1 ? "s" : ""} ${lines.join(", ")} of the newest version`,
    inserted: result.inserted.map((range) => ({ ...range, statement: ownerOf(range.statement) })),
    ...(own.length > 0 ? { already: own[0]!, alreadyAll: own } : {}),
  };
}

function lineOf({ text, start }: NewestStatement): number {
  return text.slice(0, start).split("\n").length;
}
