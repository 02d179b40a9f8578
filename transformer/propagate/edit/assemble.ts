/** Edits, ranges and words for places that were found. */
import type ts from "typescript";
import { layOut, needsSemicolon, renamedText } from "./carry.ts";
import { isJavaScript } from "./drop-types.ts";
import { insertionAt } from "./edits.ts";
import { importEdits, isEsm, type NeededImport } from "./imports.ts";
import { visibleEnd } from "../text/layout.ts";
import { quotesFor } from "../text/quotes.ts";
import type { ExpressionPlace } from "../expression/find-expression.ts";
import { suspension } from "../observe/observer.ts";
import type { Placement } from "../place/place.ts";
import type { Group } from "../place/place-context.ts";
import { quoted, refusal } from "../refusal.ts";
import type { Texts } from "../text/texts.ts";
import type { Range } from "../text/tokens.ts";
import type { StatementList, Tree } from "../text/tree.ts";
import type { AlreadyRange, InsertedRange, PropagationEdit, PropagationResult, PropagationVerdict } from "../types.ts";
import { complaint, editedRanges } from "./verify.ts";
import { lineAt } from "../words.ts";
import { wrapEdits } from "../expression/wrap-edits.ts";

/** A place in an older list. */
export type Found = Extract<Placement, { kind: "found" }>;

/** Statements of one newest list with their place in the request. */
export interface CarriedGroup extends Group {
  readonly indexes: readonly number[];
}

/** A group and where it goes. */
export interface Placed {
  readonly group: CarriedGroup;
  readonly place: Found;
  readonly confidence: number;
  /** What the confidence was computed from. */
  readonly measures: Readonly<Record<string, number>>;
}

/** What the answer is put together from. */
export interface Assembly {
  readonly texts: Texts;
  readonly newer: Tree;
  readonly tree: Tree;
  readonly effects: readonly string[];
  /** The older statements that are the carried ones. */
  readonly already: ReadonlyMap<ts.Statement, ts.Statement>;
}

interface Planned {
  readonly edit: PropagationEdit;
  /** Ranges of statements within the edit's text. */
  readonly ranges: readonly (Range & { readonly statement: number })[];
  /** The statement whose log call begins or ends with the edit. */
  readonly opens?: number;
  readonly closes?: number;
}

/** Turns places into edits, or into a refusal where the edited text would not hold. */
export function assemble(context: Assembly, placed: readonly Placed[], wrapped: readonly ExpressionPlace[] = []): PropagationResult {
  const { newer, tree } = context;
  const { compiler } = context.texts;
  const planned: Planned[] = [];
  const already: AlreadyRange[] = [];
  const needed: NeededImport[] = [];
  const renames: Record<string, string> = {};
  for (const { group, place } of placed) {
    for (const [from, to] of [...place.renames, ...place.propertyRenames]) renames[from] = to;
    for (const [from, to] of place.paths) renames[from] = to;
    const misfit = suspension(compiler, group.statements, place.list.node);
    if (misfit) return refusal("type-error", misfit);
    const missing: number[] = [];
    group.statements.forEach((statement, at) => {
      const there = context.already.get(statement);
      if (there) already.push({ path: tree.path, start: there.getStart(tree.file), end: there.end, statement: group.indexes[at]! });
      else missing.push(at);
    });
    if (missing.length === 0) continue;
    addMissing(needed, place.imports);
    planned.push(...plan(context, group, place, missing));
  }
  const wraps = planWraps(context, wrapped, { already, needed, renames });
  // At one offset a call that ends there comes first, and one that begins there last.
  planned.unshift(...wraps.flatMap((wrap) => wrap.behind));
  planned.push(...wraps.toReversed().flatMap((wrap) => wrap.before));
  const imports = planned.length > 0 ? importEdits(compiler, tree, needed, isEsm(compiler, newer.file) ?? true) : [];
  planned.unshift(...imports.map((edit) => ({ edit, ranges: [] })));
  const edits = planned.map((one) => one.edit);
  const inserted = insertedRanges(tree.path, planned);
  const leastCertain = [...placed, ...wrapped].reduce<Pick<Placed, "confidence" | "measures">>((a, b) => (b.confidence < a.confidence ? b : a), {
    confidence: 1,
    measures: {},
  });
  const moved = placed.some(({ group, place }) => isMoved(group.list, place)) || wrapped.some((one) => one.moved || isMoved(one.list, one.place));
  const verdict: PropagationVerdict = Object.keys(renames).length > 0 ? "renamed" : moved ? "moved" : "exact";
  const result = {
    verdict,
    confidence: leastCertain.confidence,
    measures: leastCertain.measures,
    ...(placed.length === 1 ? { gaps: placed[0]!.place.gap } : {}),
    reason: explain(context, { placed, wrapped }, { renames, already, needed: planned.length > 0 ? needed : [] }),
    edits,
    inserted,
    ...(already.length > 0 ? { already: already[0]!, alreadyAll: already } : {}),
    ...(Object.keys(renames).length > 0 ? { renames } : {}),
    ...(context.effects.length > 0 ? { effects: context.effects } : {}),
  };
  // Last: the nodes of the older text become those of the edited one.
  const wrong = edits.length > 0 ? complaint(context.texts, tree, edits, inserted) : undefined;
  return wrong === undefined ? result : refusal("type-error", wrong);
}

function plan(context: Assembly, group: CarriedGroup, place: Found, missing: readonly number[]): Planned[] {
  const { newer, tree } = context;
  const { compiler } = context.texts;
  const insertion = insertionAt(compiler, tree, place.list, place.index);
  const layoutBreak = insertion.before.includes("\n") || insertion.after.includes("\n");
  let text = insertion.before;
  const ranges: (Range & { statement: number })[] = [];
  missing.forEach((at, order) => {
    const statement = group.statements[at]!;
    const piece = renamedText(compiler, statement, {
      variables: place.renames,
      properties: place.propertyRenames,
      paths: place.paths,
      quotes: quotesFor(newer, tree),
      dropTypes: isJavaScript(tree.path) && !isJavaScript(newer.path),
    });
    let body = layOut(piece, { text: newer.text, start: statement.getStart(newer.file) }, { text: tree.text, indent: insertion.indent });
    if (needsSemicolon(compiler, statement, body)) body += ";";
    if (order > 0) text += layoutBreak ? (tree.text.includes("\r\n") ? "\r\n" : "\n") + insertion.indent : " ";
    else if (/^[[(`+\-/]/.test(body) && previousIsOpen(place, tree)) text = text.replace(/^(;?)/, ";");
    ranges.push({ start: text.length, end: text.length + body.length, statement: group.indexes[at]! });
    text += body;
  });
  text += insertion.after;
  const edit = { path: tree.path, offset: insertion.offset, text };
  return [
    ...insertion.braces.filter((brace) => brace.offset <= insertion.offset).map((brace) => ({ edit: brace, ranges: [] })),
    { edit, ranges },
    ...insertion.braces.filter((brace) => brace.offset > insertion.offset).map((brace) => ({ edit: brace, ranges: [] })),
  ];
}

/** Whether the statement before the place has no semicolon, so that a bracket behind it would continue it. */
function previousIsOpen(place: Found, tree: Tree): boolean {
  const previous = place.list.statements[place.index - 1];
  if (!previous) return false;
  const start = previous.getStart(tree.file);
  return !/[;}]$/.test(tree.text.slice(start, visibleEnd(tree.text, start, previous.end)));
}

/** Edits of log calls around expressions, the innermost first. */
function planWraps(
  context: Assembly,
  wrapped: readonly ExpressionPlace[],
  into: { already: AlreadyRange[]; needed: NeededImport[]; renames: Record<string, string> },
): { before: Planned; behind: Planned }[] {
  const out: { before: Planned; behind: Planned }[] = [];
  for (const found of wrapped.toSorted((a, b) => b.wrapper.call.pos - a.wrapper.call.pos || a.wrapper.call.end - b.wrapper.call.end)) {
    Object.assign(into.renames, Object.fromEntries(found.place.renames), found.renames);
    const edits = wrapEdits(context.texts.compiler, { newer: context.newer, older: context.tree }, found);
    if (!("before" in edits)) {
      into.already.push(edits);
      continue;
    }
    addMissing(into.needed, found.place.imports);
    const { before, behind, statement } = edits;
    out.push({ before: { edit: before, ranges: [], opens: statement }, behind: { edit: behind, ranges: [], closes: statement } });
  }
  return out;
}

function addMissing(needed: NeededImport[], imports: readonly NeededImport[]): void {
  for (const one of imports) if (!needed.some((other) => other.local === one.local)) needed.push(one);
}

function insertedRanges(path: string, planned: readonly Planned[]): InsertedRange[] {
  const order = planned.map((one, index) => ({ one, index })).sort((a, b) => a.one.edit.offset - b.one.edit.offset || a.index - b.index);
  const placed = editedRanges(planned.map((one) => one.edit));
  return order.flatMap(({ one }, at): InsertedRange[] => {
    const { start, end } = placed[at]!;
    const whole = one.ranges.map((range) => ({ path, start: start + range.start, end: start + range.end, statement: range.statement }));
    const closing = one.opens === undefined ? undefined : placed[order.findIndex((other) => other.one.closes === one.opens)];
    if (!closing) return whole;
    return [...whole, { path, start, end: closing.end, statement: one.opens!, around: { start: end, end: closing.start } }];
  });
}

function isMoved(list: StatementList, place: Found): boolean {
  return list.frame.name !== place.list.frame.name || place.evidence.wrappers !== 0 || list.role !== place.list.role;
}

function explain(
  context: Assembly,
  { placed, wrapped }: { placed: readonly Placed[]; wrapped: readonly ExpressionPlace[] },
  facts: { renames: Readonly<Record<string, string>>; already: readonly AlreadyRange[]; needed: readonly NeededImport[] },
): string {
  const { tree } = context;
  const lineOf = (offset: number): number => lineAt(tree.file, offset);
  const isThere = (index: number): boolean => facts.already.some((range) => range.statement === index);
  const places = [
    ...placed.filter(({ group }) => !group.indexes.every(isThere)).map(({ place }) => behindWhat(place, tree, lineOf)),
    ...wrapped.filter(({ index }) => !isThere(index)).map((one) => aroundWhat(one, lineOf)),
  ];
  const there = facts.already.map((range) => lineOf(range.start));
  const parts = there.length === 0 ? [] : [`${places.length === 0 ? "" : "in part "}already there at line ${[...new Set(there)].join(", ")}`];
  if (places.length > 0) parts.push([...new Set(places)].join(", "));
  const renames = Object.entries(facts.renames);
  if (renames.length > 0) parts.push(`written with ${renames.map(([from, to]) => `${to} for ${from}`).join(", ")}`);
  if (facts.needed.length > 0) parts.push(`with the import of ${facts.needed.map((one) => one.local).join(", ")}`);
  if (context.effects.length > 0) parts.push(`not an observer: it ${context.effects.join(", ")}`);
  return parts.join("; ");
}

function behindWhat(place: Found, tree: Tree, lineOf: (offset: number) => number): string {
  const previous = place.list.statements[place.index - 1];
  const name = place.list.frame.name;
  const where = previous ? `behind line ${lineOf(previous.end)}` : `first in the ${place.list.role} at line ${lineOf(place.list.node.getStart(tree.file))}`;
  return `${where}${name ? ` in ${name}` : ""}`;
}

function aroundWhat({ expression, place }: ExpressionPlace, lineOf: (offset: number) => number): string {
  const name = place.list.frame.name;
  return `around ${quoted(expression.getText())} in line ${lineOf(expression.getStart())}${name ? ` in ${name}` : ""}`;
}
