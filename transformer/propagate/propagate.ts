import type ts from "typescript";
import { layOut, needsSemicolon, renamedText } from "./carry.ts";
import { confidenceOf, MIN_CONFIDENCE } from "./confidence.ts";
import { insertionAt } from "./edits.ts";
import { visibleEnd } from "./layout.ts";
import { importEdits, isEsm, type NeededImport } from "./imports.ts";
import { effectsOf, suspension } from "./observer.ts";
import { findPlace, type Group, type Placement } from "./place.ts";
import { declaredBy, referencesOf } from "./references.ts";
import { Scopes } from "./scope.ts";
import { Comparison } from "./similarity.ts";
import { collectTokens, Vocabulary, type Range } from "./tokens.ts";
import { buildTree, findStatement, parseText, type StatementList, type Tree } from "./tree.ts";
import type { AlreadyRange, InsertedRange, NewestStatement, PropagationEdit, PropagationRequest, PropagationResult, PropagationVerdict } from "./types.ts";
import { complaint, editedRanges } from "./verify.ts";

type Found = Extract<Placement, { kind: "found" }>;

/** Statements of one newest list with their place in the request. */
interface CarriedGroup extends Group {
  readonly indexes: readonly number[];
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
  try {
    const first = attempt(compiler, request, request.newest);
    if (first.verdict !== "absent" || request.carryGuards === false) return first;
    const widened = request.newest.map((statement) => withGuard(compiler, statement, request.newest));
    if (widened.every((statement, index) => statement === request.newest[index])) return first;
    const second = attempt(compiler, request, widened);
    return second.verdict === "absent" ? first : second;
  } catch (error) {
    return refusal("absent", `the texts could not be analysed: ${error instanceof Error ? error.message : String(error)}`);
  }
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
    const part = inFile(compiler, statements, { path: olderPath, text: olderText });
    parts.push(part.verdict === "absent" ? inOtherFiles(compiler, statements, { request, olderPath, first: part }) : part);
  }
  return parts.length === 1 ? parts[0]! : combine(parts);
}

interface Numbered {
  readonly statement: NewestStatement;
  readonly index: number;
}

function inFile(compiler: typeof ts, wanted: readonly Numbered[], older: { path: string; text: string }): PropagationResult {
  const source = wanted[0]!.statement;
  const newerFile = parseText(compiler, source.path, source.text);
  const olderFile = parseText(compiler, older.path, older.text);
  const found = wanted.map(({ statement, index }) => ({ index, nodes: findStatement(compiler, newerFile, statement), statement }));
  for (const one of found) {
    if (one.nodes.length > 0) continue;
    const line = newerFile.getLineAndCharacterOfPosition(one.statement.start).line + 1;
    return refusal("absent", `line ${line} of the newest version holds no whole statement at that place: put the log call on a line of its own`);
  }
  const seen = new Set<ts.Statement>();
  for (const one of found) one.nodes = one.nodes.filter((node) => !seen.has(node) && seen.add(node));
  const nodes = [...seen];
  const vocabulary = new Vocabulary();
  const excluded = nodes.map((node) => ({ start: node.getStart(newerFile), end: node.end }));
  const newer = buildTree(compiler, newerFile, vocabulary, excluded);
  const tree = buildTree(compiler, olderFile, vocabulary);
  const comparison = new Comparison(newer, tree, vocabulary);
  const newerScopes = new Scopes(compiler, nodes);
  const olderScopes = new Scopes(compiler);
  const carriedNames = new Set(nodes.flatMap((node) => [...declaredBy(compiler, node)]));
  const effects = [...new Set(nodes.flatMap((node) => effectsOf(compiler, node, newerFile)))];
  const placed: { group: CarriedGroup; place: Found; confidence: number }[] = [];
  for (const group of groupsOf(compiler, newer, found, newerScopes)) {
    const place = findPlace({ compiler, comparison, newerScopes, olderScopes, carriedNames }, group);
    if (place.kind === "unbound") return { ...refusal("unbound", place.reason, place.score), unbound: place.names };
    if (place.kind !== "found") return refusal(place.kind, place.reason, place.score);
    const confidence = confidenceOf(place.evidence);
    if (confidence < MIN_CONFIDENCE) {
      const line = olderFile.getLineAndCharacterOfPosition(place.list.node.getStart(olderFile)).line + 1;
      return refusal("ambiguous", `the block at line ${line} there is the closest, but not alike enough to be sure`, confidence);
    }
    placed.push({ group, place, confidence });
  }
  return assemble({ compiler, newer, tree, effects }, placed);
}

interface Assembly {
  readonly compiler: typeof ts;
  readonly newer: Tree;
  readonly tree: Tree;
  readonly effects: readonly string[];
}

interface Planned {
  readonly edit: PropagationEdit;
  /** Ranges of statements within the edit's text. */
  readonly ranges: readonly (Range & { readonly statement: number })[];
}

function assemble(context: Assembly, placed: readonly { group: CarriedGroup; place: Found; confidence: number }[]): PropagationResult {
  const { compiler, newer, tree } = context;
  const planned: Planned[] = [];
  const already: AlreadyRange[] = [];
  const needed: NeededImport[] = [];
  const renames: Record<string, string> = {};
  for (const { group, place } of placed) {
    for (const [from, to] of [...place.renames, ...place.propertyRenames]) renames[from] = to;
    const misfit = suspension(compiler, group.statements, place.list.node);
    if (misfit) return refusal("type-error", misfit);
    const missing: number[] = [];
    group.statements.forEach((statement, at) => {
      const there = alreadyThere(context, place, statement);
      if (there) already.push({ path: tree.path, ...there, statement: group.indexes[at]! });
      else missing.push(at);
    });
    if (missing.length === 0) continue;
    for (const one of place.imports) if (!needed.some((other) => other.local === one.local)) needed.push(one);
    planned.push(...plan(context, group, place, missing));
  }
  for (const edit of planned.length > 0 ? importEdits(compiler, tree, needed, isEsm(compiler, newer.file) ?? true) : []) planned.unshift({ edit, ranges: [] });
  const edits = planned.map((one) => one.edit);
  const inserted = insertedRanges(tree.path, planned);
  const wrong = edits.length > 0 ? complaint(compiler, tree, edits, inserted) : undefined;
  if (wrong !== undefined) return refusal("type-error", wrong);
  const confidence = Math.min(...placed.map((one) => one.confidence));
  const moved = placed.some(({ group, place }) => isMoved(group.list, place));
  const verdict: PropagationVerdict = Object.keys(renames).length > 0 ? "renamed" : moved ? "moved" : "exact";
  return {
    verdict, confidence, reason: explain(context, placed, { renames, already, needed: planned.length > 0 ? needed : [] }), edits, inserted,
    ...(already.length > 0 ? { already: already[0]!, alreadyAll: already } : {}),
    ...(Object.keys(renames).length > 0 ? { renames } : {}),
    ...(context.effects.length > 0 ? { effects: context.effects } : {}),
  };
}

function plan(context: Assembly, group: CarriedGroup, place: Found, missing: readonly number[]): Planned[] {
  const { compiler, newer, tree } = context;
  const insertion = insertionAt(compiler, tree, place.list, place.index);
  const layoutBreak = insertion.before.includes("\n") || insertion.after.includes("\n");
  let text = insertion.before;
  const ranges: (Range & { statement: number })[] = [];
  missing.forEach((at, order) => {
    const statement = group.statements[at]!;
    const piece = renamedText(compiler, statement, { variables: place.renames, properties: place.propertyRenames });
    let body = layOut(piece, { text: newer.text, start: statement.getStart(newer.file) }, { text: tree.text, indent: insertion.indent });
    if (needsSemicolon(compiler, statement, body)) body += ";";
    if (order > 0) text += layoutBreak ? (tree.text.includes("\r\n") ? "\r\n" : "\n") + insertion.indent : " ";
    else if (/^[[(`+\-/]/.test(body) && previousIsOpen(place, tree)) text = text.replace(/^(;?)/, ";");
    ranges.push({ start: text.length, end: text.length + body.length, statement: group.indexes[at]! });
    text += body;
  });
  text += insertion.after;
  const edit = { path: tree.path, offset: insertion.offset, text };
  return [...insertion.braces.filter((brace) => brace.offset <= insertion.offset).map((brace) => ({ edit: brace, ranges: [] })), { edit, ranges },
    ...insertion.braces.filter((brace) => brace.offset > insertion.offset).map((brace) => ({ edit: brace, ranges: [] }))];
}

/** Whether the statement before the place has no semicolon, so that a bracket behind it would continue it. */
function previousIsOpen(place: Found, tree: Tree): boolean {
  const previous = place.list.statements[place.index - 1];
  if (!previous) return false;
  const start = previous.getStart(tree.file);
  return !/[;}]$/.test(tree.text.slice(start, visibleEnd(tree.text, start, previous.end)));
}

function alreadyThere(context: Assembly, place: Found, statement: ts.Statement): Range | undefined {
  const { compiler, tree } = context;
  const vocabulary = new Vocabulary();
  const idsOf = (text: string): string => {
    const ids = [...collectTokens(compiler, parseText(compiler, tree.path, text), vocabulary, []).ids];
    if (ids[ids.length - 1] === vocabulary.id(";")) ids.pop();
    return ids.join(",");
  };
  const wanted = idsOf(renamedText(compiler, statement, { variables: place.renames, properties: place.propertyRenames }).text);
  const taken = new Set(place.pairing.partner);
  const { low, high } = place.evidence.gap;
  for (let index = Math.max(0, Math.min(low, place.index)); index < Math.max(high, place.index); index++) {
    const candidate = place.list.statements[index];
    if (!candidate || taken.has(index) || candidate.kind !== statement.kind) continue;
    const start = candidate.getStart(tree.file);
    if (idsOf(tree.text.slice(start, candidate.end)) === wanted) return { start, end: candidate.end };
  }
  return undefined;
}

function groupsOf(compiler: typeof ts, newer: Tree, found: readonly { index: number; nodes: readonly ts.Statement[] }[], scopes: Scopes): CarriedGroup[] {
  const flat = found.flatMap(({ index, nodes }) => nodes.map((node) => ({ index, node }))).sort((a, b) => a.node.pos - b.node.pos);
  const groups: { list: StatementList; gap: number; statements: ts.Statement[]; indexes: number[] }[] = [];
  for (const { index, node } of flat) {
    const list = newer.lists.find((one) => one.node === node.parent) ?? newer.lists.find((one) => one.bare && one.node === node);
    if (!list) continue;
    const gap = list.statements.filter((statement) => statement.pos < node.pos).length;
    const last = groups[groups.length - 1];
    if (last && last.list === list && last.gap === gap) {
      last.statements.push(node);
      last.indexes.push(index);
    } else groups.push({ list, gap, statements: [node], indexes: [index] });
  }
  return groups.map((group) => ({ ...group, references: referencesOf(compiler, group.statements, scopes) }));
}

function insertedRanges(path: string, planned: readonly Planned[]): InsertedRange[] {
  const order = planned.map((one, index) => ({ one, index })).sort((a, b) => a.one.edit.offset - b.one.edit.offset || a.index - b.index);
  const placed = editedRanges(planned.map((one) => one.edit));
  return order.flatMap(({ one }, at) => one.ranges.map((range) => ({ path, start: placed[at]!.start + range.start, end: placed[at]!.start + range.end, statement: range.statement })));
}

function isMoved(list: StatementList, place: Found): boolean {
  return list.frame.name !== place.list.frame.name || place.evidence.wrappers !== 0 || list.role !== place.list.role;
}

function explain(context: Assembly, placed: readonly { place: Found }[], facts: { renames: Readonly<Record<string, string>>; already: readonly AlreadyRange[]; needed: readonly NeededImport[] }): string {
  const { tree } = context;
  const parts: string[] = [];
  const lineOf = (offset: number): number => tree.file.getLineAndCharacterOfPosition(offset).line + 1;
  const place = placed[0]!.place;
  if (facts.already.length > 0) parts.push(`already there at line ${lineOf(facts.already[0]!.start)}`);
  else {
    const previous = place.list.statements[place.index - 1];
    const name = place.list.frame.name;
    parts.push(`${previous ? `behind line ${lineOf(previous.end)}` : `first in the ${place.list.role} at line ${lineOf(place.list.node.getStart(tree.file))}`}${name ? ` in ${name}` : ""}`);
  }
  const renames = Object.entries(facts.renames);
  if (renames.length > 0) parts.push(`written with ${renames.map(([from, to]) => `${to} for ${from}`).join(", ")}`);
  if (facts.needed.length > 0) parts.push(`with the import of ${facts.needed.map((one) => one.local).join(", ")}`);
  if (context.effects.length > 0) parts.push(`not an observer: it ${context.effects.join(", ")}`);
  return parts.join("; ");
}

/** Looks for the function in the other files of the older tree. */
function inOtherFiles(compiler: typeof ts, wanted: readonly Numbered[], known: { request: PropagationRequest; olderPath: string; first: PropagationResult }): PropagationResult {
  const { request, olderPath, first } = known;
  const source = wanted[0]!.statement;
  const names = enclosingNames(compiler, source);
  if (!request.olderTree || names.length === 0) return first;
  const results: PropagationResult[] = [];
  for (const [path, text] of request.olderTree) {
    if (path === olderPath || !/\.[mc]?[jt]sx?$/.test(path) || !names.some((name) => text.includes(name))) continue;
    const result = inFile(compiler, wanted, { path, text });
    if (result.edits.length > 0 || result.already) results.push(result);
  }
  results.sort((a, b) => b.confidence - a.confidence);
  const [best, second] = results;
  if (!best) return first;
  if (second && second.confidence > best.confidence - 0.1) return refusal("ambiguous", `${pathOf(best)} and ${pathOf(second)} both have a place for it`, best.confidence);
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
  const node = findStatement(compiler, file, statement)[0];
  if (!node) return statement;
  const holder = compiler.isBlock(node.parent) ? node.parent.parent : node.parent;
  if (!compiler.isIfStatement(holder) || holder.elseStatement || compiler.isIfStatement(holder.parent)) return statement;
  const inside = compiler.isBlock(holder.thenStatement) ? holder.thenStatement.statements : [holder.thenStatement];
  const carried = (one: ts.Statement): boolean => all.some((other) => other.path === statement.path && one.getStart(file) >= other.start && one.getStart(file) < other.end);
  if (!inside.every(carried) || effectsOf(compiler, holder, file).length > 0) return statement;
  return { ...statement, start: holder.getStart(file), end: holder.end };
}

function combine(parts: readonly PropagationResult[]): PropagationResult {
  const refused = parts.find((part) => part.edits.length === 0 && !part.already);
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

function refusal(verdict: PropagationVerdict, reason: string, confidence = 0): PropagationResult {
  return { verdict, confidence, reason, edits: [], inserted: [] };
}
