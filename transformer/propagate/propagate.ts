import type ts from "typescript";
import { Attempt, type Shared } from "./attempt.ts";
import { TypeChecks } from "./check/check-types.ts";
import { Helping } from "./with-needed-declarations.ts";
import { effectsOf } from "./observe/observer.ts";
import { withoutOtherLogs } from "./other-logs.ts";
import { isRefused, refusal, told, type Answer } from "./refusal.ts";
import { Texts } from "./text/texts.ts";
import { throughBlocks } from "./through-blocks.ts";
import { throughNames } from "./through-names.ts";
import { readCarried } from "./expression/wrapper.ts";
import type { NewestStatement, NewestStatements, OlderVersion, PropagationRequest, PropagationResult } from "./types.ts";

/** Statements of the newest version, ready to be put into older ones. */
export interface PreparedPropagation {
  /** Puts them into one older version. The fewer lines differ from the version asked for before, the faster. */
  into(version: OlderVersion): PropagationResult;
  /** Some of the statements alone, by index. */
  only(indexes: readonly number[]): PreparedPropagation;
}

/**
 * Puts statements of the newest version into an older one.
 *
 * A pure function over texts: it never throws and prints nothing; whatever it meets becomes a verdict with a reason.
 *
 * @param compiler The caller's TypeScript, 5.4 or newer.
 * @returns Edits for the older texts, or a refusal that says why.
 */
export function propagate(compiler: typeof ts, request: PropagationRequest): PropagationResult {
  return preparePropagation(compiler, request).into(request);
}

/** {@link propagate} for many older versions: what they share is read once. The answers are the same. */
export function preparePropagation(compiler: typeof ts, request: NewestStatements): PreparedPropagation {
  const texts = new Texts(compiler);
  const checks = request.checkTypes === false ? undefined : new TypeChecks(texts, (path) => request.newestTree?.get(path));
  return prepared({ texts, checks }, request);
}

function prepared(shared: Shared, request: NewestStatements): PreparedPropagation {
  const carry = carrier(shared, request);
  const without = new Map<string, ReturnType<typeof carrier>>();
  const into = (version: OlderVersion): Answer => {
    const first = beside(version);
    // What stands in a function there may look as if it stood around it.
    const through = { texts: shared.texts, newest: request.newest, version, carry: beside };
    const second = first.verdict === "exact" ? undefined : (throughNames(through) ?? throughBlocks(through));
    return second !== undefined && (isRefused(first) || second.confidence > first.confidence) ? second : first;
  };
  const beside = (version: OlderVersion): Answer => {
    const first = carry(version);
    const newest = isLost(first) ? withoutOtherLogs(shared.texts, request.newest, version) : null;
    if (newest === null) return first;
    const key = JSON.stringify(newest.map(({ hidden }) => hidden));
    const again = without.get(key) ?? carrier(shared, { ...request, newest });
    without.set(key, again);
    const second = again(version);
    return isRefused(second) ? first : second;
  };
  return {
    into: (version) => {
      try {
        return told(into(version));
      } catch (error) {
        return refusal("absent", `the texts could not be analysed: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    only: (indexes) => prepared(shared, { ...request, newest: indexes.map((index) => request.newest[index]!) }),
  };
}

/** Carries the statements as they are written, with the declarations that they need, or with the guards around them. */
function carrier(shared: Shared, request: NewestStatements): (version: OlderVersion) => Answer {
  const { texts } = shared;
  const asWritten = new Attempt(shared, request, request.newest);
  const helping = new Helping(shared, request);
  let widened: Attempt | undefined;
  return (version) => {
    const first = helping.into(version, asWritten.into(version));
    // The block that comes closest to the guard's may be another guard's.
    if (!isLost(first) || request.carryGuards === false) return first;
    widened ??= new Attempt(
      shared,
      request,
      request.newest.map((statement) => withGuard(texts, statement, request.newest)),
    );
    if (widened.newest.every((statement, index) => statement === request.newest[index])) return first;
    const second = widened.into(version);
    return isRefused(second) && (second.verdict === "absent" || first.verdict === "ambiguous") ? first : second;
  };
}

function isLost({ verdict }: Answer): boolean {
  return verdict === "absent" || verdict === "ambiguous";
}

/** The `if` around a statement when it holds nothing else than carried ones and its condition only observes. */
function withGuard(texts: Texts, statement: NewestStatement, all: readonly NewestStatement[]): NewestStatement {
  const { compiler } = texts;
  const file = texts.newest(statement.path, statement.text);
  const found = readCarried(compiler, file, statement);
  const node = "statements" in found ? found.statements[0] : undefined;
  if (!node) return statement;
  const holder = compiler.isBlock(node.parent) ? node.parent.parent : node.parent;
  if (!compiler.isIfStatement(holder) || holder.elseStatement || compiler.isIfStatement(holder.parent)) return statement;
  const inside = compiler.isBlock(holder.thenStatement) ? holder.thenStatement.statements : [holder.thenStatement];
  const carried = (one: ts.Statement): boolean =>
    all.some((other) => other.path === statement.path && one.getStart(file) >= other.start && one.getStart(file) < other.end);
  if (!inside.every(carried) || effectsOf(compiler, holder, file).length > 0) return statement;
  return { ...statement, start: holder.getStart(file), end: holder.end };
}
