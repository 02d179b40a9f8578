import type ts from "typescript";
import { inFile, type Numbered } from "./in-file.ts";
import { effectsOf } from "./observer.ts";
import { Vocabulary } from "./tokens.ts";
import { olderFiles } from "./older-files.ts";
import { parseText } from "./parse-text.ts";
import { refusal } from "./refusal.ts";
import { buildTree } from "./tree.ts";
import { readCarried } from "./wrapper.ts";
import type { NewestStatement, PropagationRequest, PropagationResult, PropagationVerdict } from "./types.ts";

/**
 * Puts statements of the newest version into an older one.
 *
 * A pure function over texts: it never throws and prints nothing; whatever it meets becomes a verdict with a reason.
 *
 * @param compiler The caller's TypeScript, 5.4 or newer.
 * @returns Edits for the older texts, or a refusal that says why.
 */
export function propagate(compiler: typeof ts, request: PropagationRequest): PropagationResult {
  try {
    const first = attempt(compiler, request, request.newest);
    // The block that comes closest to the guard's may be another guard's.
    const isLost = first.verdict === "absent" || first.verdict === "ambiguous";
    if (!isLost || request.carryGuards === false) return first;
    const widened = request.newest.map((statement) => withGuard(compiler, statement, request.newest));
    if (widened.every((statement, index) => statement === request.newest[index])) return first;
    const second = attempt(compiler, request, widened);
    return isRefused(second) && (second.verdict === "absent" || first.verdict === "ambiguous") ? first : second;
  } catch (error) {
    return refusal("absent", `the texts could not be analysed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isRefused(result: PropagationResult): boolean {
  return result.edits.length === 0 && result.already === undefined;
}

function attempt(compiler: typeof ts, request: PropagationRequest, newest: readonly NewestStatement[]): PropagationResult {
  const files = [...new Set(newest.map((statement) => statement.path))];
  if (files.length === 0) return refusal("absent", "no statement was given");
  const parts: PropagationResult[] = [];
  for (const path of files) {
    const statements = newest.map((statement, index) => ({ statement, index })).filter((entry) => entry.statement.path === path);
    const olderText = path === files[0] ? request.older.text : request.olderTree?.get(path);
    if (olderText === undefined) return refusal("absent", `${path} does not exist there`);
    const olderPath = path === files[0] ? request.older.path : path;
    const part = inFile(compiler, statements, { path: olderPath, text: olderText, minConfidence: request.minConfidence });
    parts.push(part.verdict === "absent" ? inOtherFiles(compiler, statements, { request, olderPath, first: part }) : part);
  }
  return parts.length === 1 ? parts[0]! : combine(parts);
}

/** Looks for the place in the other files of the older tree. */
function inOtherFiles(
  compiler: typeof ts,
  wanted: readonly Numbered[],
  known: { request: PropagationRequest; olderPath: string; first: PropagationResult },
): PropagationResult {
  const { request, olderPath, first } = known;
  const source = wanted[0]!.statement;
  if (!request.olderTree) return first;
  const results: PropagationResult[] = [];
  for (const path of olderFiles(source, request.olderTree, { except: olderPath, names: enclosingNames(compiler, source) })) {
    const result = inFile(compiler, wanted, { path, text: request.olderTree.get(path)!, minConfidence: request.minConfidence });
    if (!isRefused(result)) results.push(result);
  }
  results.sort((a, b) => b.confidence - a.confidence);
  const [best, second] = results;
  if (!best) return first;
  if (second && second.confidence > best.confidence - 0.1)
    return refusal("ambiguous", `${pathOf(best)} and ${pathOf(second)} both have a place for it`, best.confidence);
  return { ...best, verdict: best.verdict === "exact" ? "moved" : best.verdict, reason: `in ${pathOf(best)}: ${best.reason}` };
}

function pathOf(result: PropagationResult): string {
  return result.edits[0]?.path ?? result.already?.path ?? "";
}

function enclosingNames(compiler: typeof ts, source: NewestStatement): string[] {
  const tree = buildTree(compiler, parseText(compiler, source.path, source.text), new Vocabulary());
  const around = tree.lists.filter((list) => list.name !== "" && list.owner.pos <= source.start && list.owner.end >= source.end);
  const name = around[around.length - 1]?.name;
  return name === undefined ? [] : [name.slice(name.lastIndexOf(".") + 1)];
}

/** The `if` around a statement when it holds nothing else than carried ones and its condition only observes. */
function withGuard(compiler: typeof ts, statement: NewestStatement, all: readonly NewestStatement[]): NewestStatement {
  const file = parseText(compiler, statement.path, statement.text);
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
