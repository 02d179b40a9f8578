import type ts from "typescript";
import { TypeChecks } from "./check/check-types.ts";
import { helpersOf, type Helper } from "./helpers.ts";
import { inFile } from "./in-file.ts";
import { readNewest, type NewestFile, type Numbered } from "./newest-file.ts";
import { effectsOf } from "./observer.ts";
import { olderFiles } from "./older-files.ts";
import { refusal } from "./refusal.ts";
import { Texts } from "./texts.ts";
import { readCarried } from "./wrapper.ts";
import type { NewestStatement, NewestStatements, OlderVersion, PropagationRequest, PropagationResult, PropagationVerdict } from "./types.ts";

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

/** What all attempts have in common. */
interface Shared {
  readonly texts: Texts;
  readonly checks: TypeChecks | undefined;
}

function prepared(shared: Shared, request: NewestStatements): PreparedPropagation {
  const { texts } = shared;
  const asWritten = new Attempt(shared, request, request.newest);
  let widened: Attempt | undefined;
  const into = (version: OlderVersion): PropagationResult => {
    const first = withHelpers(shared, request, version, asWritten.into(version));
    // The block that comes closest to the guard's may be another guard's.
    const isLost = first.verdict === "absent" || first.verdict === "ambiguous";
    if (!isLost || request.carryGuards === false) return first;
    widened ??= new Attempt(
      shared,
      request,
      request.newest.map((statement) => withGuard(texts, statement, request.newest)),
    );
    if (widened.newest.every((statement, index) => statement === request.newest[index])) return first;
    const second = widened.into(version);
    return isRefused(second) && (second.verdict === "absent" || first.verdict === "ambiguous") ? first : second;
  };
  return {
    into: (version) => {
      try {
        return into(version);
      } catch (error) {
        return refusal("absent", `the texts could not be analysed: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    only: (indexes) => prepared(shared, { ...request, newest: indexes.map((index) => request.newest[index]!) }),
  };
}

/** How often declarations that need declarations are looked for. */
const HELPER_ROUNDS = 5;

/** The same with what the statements need and that version does not have, where that is why they were refused. */
function withHelpers(shared: Shared, request: NewestStatements, version: OlderVersion, first: PropagationResult): PropagationResult {
  const helpers: Helper[] = [];
  let result = first;
  for (let round = 0; round < HELPER_ROUNDS && isRefused(result) && result.unbound; round++) {
    const carried = [...request.newest, ...helpers.map((one) => one.statement)];
    const more = helpersOf(shared.texts, carried, result.unbound);
    if (!more) break;
    helpers.push(...more);
    result = new Attempt(shared, request, [...carried, ...more.map((one) => one.statement)]).into(version);
  }
  if (helpers.length === 0) return first;
  if (isRefused(result)) {
    const isSame = result.unbound?.some((name) => first.unbound?.includes(name)) ?? false;
    const file = /^\S+ does not exist there; in \S+: /.exec(result.reason)?.[0] ?? "";
    const reason = first.reason.startsWith(file) ? result.reason.slice(file.length) : result.reason;
    return isSame ? first : { ...first, reason: `${first.reason}; it cannot come along either: ${reason}` };
  }
  const ownerOf = (index: number): number => {
    const helper = helpers[index - request.newest.length];
    return helper === undefined ? index : ownerOf(helper.neededBy);
  };
  const { already: _, alreadyAll = [], ...rest } = result;
  const own = alreadyAll.filter((range) => range.statement < request.newest.length);
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

/** Whether nothing is inserted, and not because it is there already. */
export function isRefused(result: PropagationResult): boolean {
  return result.edits.length === 0 && result.already === undefined;
}

/** Answers for older texts that are kept: one file is often the same in many versions. */
const KEPT_ANSWERS = 32;

/** The statements of one newest file. */
class FromFile {
  readonly statements: readonly Numbered[];
  private readonly texts: Texts;
  private readonly minConfidence: number | undefined;
  private readonly answers = new Map<string, { readonly path: string; readonly result: PropagationResult }>();
  private newest: NewestFile | PropagationResult | undefined;
  private names: readonly string[] | undefined;

  constructor(texts: Texts, statements: readonly Numbered[], minConfidence: number | undefined) {
    this.texts = texts;
    this.statements = statements;
    this.minConfidence = minConfidence;
  }

  /** Puts them into one older file. */
  into(path: string, text: string): PropagationResult {
    const known = this.answers.get(text);
    if (known?.path === path) return known.result;
    this.newest ??= readNewest(this.texts, this.statements);
    const result = "verdict" in this.newest ? this.newest : inFile(this.texts, this.newest, { path, text, minConfidence: this.minConfidence });
    this.answers.set(text, { path, result });
    if (this.answers.size > KEPT_ANSWERS) this.answers.delete(this.answers.keys().next().value!);
    return result;
  }

  /** The innermost function around the first statement. */
  enclosingNames(): readonly string[] {
    return (this.names ??= enclosingNames(this.texts, this.statements[0]!.statement));
  }
}

/** One way of carrying: the statements as they are written, or with the guards around them. */
class Attempt {
  readonly newest: readonly NewestStatement[];
  private readonly checks: TypeChecks | undefined;
  private readonly files: ReadonlyMap<string, FromFile>;

  constructor({ texts, checks }: Shared, request: NewestStatements, newest: readonly NewestStatement[]) {
    this.newest = newest;
    this.checks = checks;
    const paths = [...new Set(newest.map((statement) => statement.path))];
    const numbered = newest.map((statement, index) => ({ statement, index }));
    this.files = new Map(
      paths.map((path) => [
        path,
        new FromFile(
          texts,
          numbered.filter((one) => one.statement.path === path),
          request.minConfidence,
        ),
      ]),
    );
  }

  into(version: OlderVersion): PropagationResult {
    const result = this.place(version);
    if (!this.checks) return result;
    const { older, olderTree } = version;
    const textOf = (path: string): string | undefined => (path === older.path ? older.text : olderTree?.get(path));
    for (const path of new Set(result.edits.map((edit) => edit.path))) {
      const edits = result.edits.filter((edit) => edit.path === path);
      const inserted = result.inserted.filter((range) => range.path === path);
      const wrong = this.checks.complaint({ path, text: textOf(path) ?? "", edits, inserted, textOf }, this.newest);
      if (wrong !== undefined) return refusal("type-error", wrong, result.confidence);
    }
    return result;
  }

  private place({ older, olderTree }: OlderVersion): PropagationResult {
    if (this.newest.length === 0) return refusal("absent", "no statement was given");
    const parts: PropagationResult[] = [];
    for (const [path, file] of this.files) {
      const isFirst = path === this.newest[0]!.path;
      const olderText = isFirst ? older.text : olderTree?.get(path);
      if (olderText === undefined) return refusal("absent", `${path} does not exist there`);
      const olderPath = isFirst ? older.path : path;
      const part = file.into(olderPath, olderText);
      parts.push(part.verdict === "absent" && olderTree ? inOtherFiles(file, olderTree, { olderPath, first: part }) : part);
    }
    return parts.length === 1 ? parts[0]! : combine(parts);
  }
}

/** Looks for the place in the other files of the older tree. */
function inOtherFiles(file: FromFile, olderTree: ReadonlyMap<string, string>, known: { olderPath: string; first: PropagationResult }): PropagationResult {
  const results: PropagationResult[] = [];
  const refusals: PropagationResult[] = [];
  for (const path of olderFiles(file.statements[0]!.statement, olderTree, { except: known.olderPath, names: file.enclosingNames() })) {
    const result = file.into(path, olderTree.get(path)!);
    (isRefused(result) ? refusals : results).push(isRefused(result) ? { ...result, reason: `in ${path}: ${result.reason}` } : result);
  }
  results.sort((a, b) => b.confidence - a.confidence);
  const [best, second] = results;
  if (!best) return nearMiss(file, olderTree, known, refusals);
  if (second && second.confidence > best.confidence - 0.1)
    return refusal("ambiguous", `${pathOf(best)} and ${pathOf(second)} both have a place for it`, best.confidence);
  return { ...best, verdict: best.verdict === "exact" ? "moved" : best.verdict, reason: `in ${pathOf(best)}: ${best.reason}` };
}

/** Where no file has a place: what the file that comes closest says, if the statement's own file is not there at all. */
function nearMiss(
  file: FromFile,
  olderTree: ReadonlyMap<string, string>,
  { first }: { first: PropagationResult },
  refusals: readonly PropagationResult[],
): PropagationResult {
  const { path } = file.statements[0]!.statement;
  if (olderTree.has(path)) return first;
  const [closest] = refusals.toSorted((a, b) => b.confidence - a.confidence);
  const missing = `${path} does not exist there`;
  return closest
    ? { ...closest, verdict: "absent", reason: `${missing}; ${closest.reason}` }
    : { ...first, reason: `${missing}, and no other file of that version resembles it` };
}

function pathOf(result: PropagationResult): string {
  return result.edits[0]?.path ?? result.already?.path ?? "";
}

function enclosingNames(texts: Texts, source: NewestStatement): string[] {
  const tree = texts.tree(texts.newest(source.path, source.text));
  const around = tree.lists.filter((list) => list.name !== "" && list.owner.pos <= source.start && list.owner.end >= source.end);
  const name = around[around.length - 1]?.name;
  return name === undefined ? [] : [name.slice(name.lastIndexOf(".") + 1)];
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

function combine(parts: readonly PropagationResult[]): PropagationResult {
  const refused = parts.find(isRefused);
  if (refused) return refused;
  const rank: readonly PropagationVerdict[] = ["exact", "moved", "renamed"];
  const worst = parts.reduce((a, b) => (rank.indexOf(b.verdict) > rank.indexOf(a.verdict) ? b : a));
  return {
    ...worst,
    confidence: Math.min(...parts.map((part) => part.confidence)),
    reason: parts.map((part) => part.reason).join("; "),
    edits: parts.flatMap((part) => part.edits),
    inserted: parts.flatMap((part) => part.inserted),
  };
}
