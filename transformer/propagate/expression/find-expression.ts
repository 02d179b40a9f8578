/**
 * Finds the older expression that a log call of the newest text stands around.
 *
 * The statement around it is found like any other (place), then the expression in it: the same tokens after renames first, else what is assigned to the same
 * variable, or what the same function gives. Where the statement has no counterpart, the same expression may stand once in the block.
 */
import type ts from "typescript";
import { renamedText } from "../edit/carry.ts";
import { isJavaScript } from "../edit/drop-types.ts";
import { certainty } from "./expression-certainty.ts";
import { calleeOf, distinct, expressionsIn, targetOf } from "./expression-roles.ts";
import { findPlace, type Placement } from "../place/place.ts";
import type { Group, PlaceContext } from "../place/place-context.ts";
import { quoted, refusal } from "../refusal.ts";
import { resolveNames, type Names } from "../names/resolve-names.ts";
import { hunkOf, type Span } from "../match/similarity.ts";
import { mapTokenRanges } from "../match/token-map.ts";
import { SubtreeMemory } from "../text/subtree-memory.ts";
import { collectTokens, isWord, tokenAt } from "../text/tokens.ts";
import { declaredWithin, isSameMoment } from "./same-moment.ts";
import type { StatementList } from "../text/tree.ts";
import type { PropagationResult } from "../types.ts";
import { parseText } from "../text/parse-text.ts";
import { lineOf } from "../words.ts";
import { whyNotWrapped } from "./wrappable.ts";
import { expressionReferences, wrapperReferences, type Wrapper } from "./wrapper.ts";

type Found = Extract<Placement, { kind: "found" }>;

/** An older expression, and where it stands. */
export interface ExpressionPlace {
  readonly wrapper: Wrapper;
  readonly index: number;
  readonly list: StatementList;
  readonly place: Found;
  readonly expression: ts.Expression;
  /** What is written differently in it: by what stands in the newest text. */
  readonly renames: Readonly<Record<string, string>>;
  /** Whether it stands in another statement there. */
  readonly moved: boolean;
  readonly confidence: number;
  readonly measures: Readonly<Record<string, number>>;
}

/** What a changed expression costs: it is what the statement computes there, but it is not the same. */
const CHANGED_COSTS = 0.95;
/** Less alike expressions are no versions of one another. */
const MIN_ALIKE = 0.5;

/** Finds the expression; `list` is the newest list that holds the statement around the wrapper. */
export function findExpression(context: PlaceContext, wanted: { wrapper: Wrapper; index: number; list: StatementList }): ExpressionPlace | PropagationResult {
  const { wrapper, index, list } = wanted;
  const gap = list.statements.findIndex((statement) => statement.pos <= wrapper.call.pos && wrapper.call.end <= statement.end);
  const around = list.statements[gap] ?? wrapper.statement;
  const references = wrapperReferences(context.compiler, wrapper, context.newerScopes);
  const group: Group = { list, gap, statements: [around], references };
  const before = findPlace(context, group);
  if (before.kind === "unbound") return { ...refusal("unbound", before.reason, before.score), unbound: before.names };
  if (before.kind !== "found") return refusal(before.kind, before.reason, before.score);
  const { measures, confidence } = certainty(context, group, { before, enough: context.minConfidence / CHANGED_COSTS });
  const search = new Search(context, { wrapper, group, around, place: before });
  const choice = search.choose();
  if ("verdict" in choice) return choice;
  const why = whyNotWrapped(context.compiler, choice.expression);
  if (why !== undefined) return refusal("type-error", search.says(`a log call cannot be put around \`${search.textOf(choice.expression)}\` there: ${why}`));
  return { wrapper, index, list, place: before, ...choice, measures, confidence: confidence * (choice.changed ? CHANGED_COSTS : 1) };
}

interface Choice {
  readonly expression: ts.Expression;
  readonly renames: Readonly<Record<string, string>>;
  readonly moved: boolean;
  readonly changed: boolean;
}

interface Wanted {
  readonly wrapper: Wrapper;
  readonly group: Group;
  /** The newest statement of the list that holds the wrapper. */
  readonly around: ts.Statement;
  readonly place: Found;
}

class Search {
  readonly #context: PlaceContext;
  readonly #wanted: Wanted;
  readonly #value: Span;
  #names: Names | undefined;

  constructor(context: PlaceContext, wanted: Wanted) {
    this.#context = context;
    this.#wanted = wanted;
    this.#value = this.#newerSpan(wanted.wrapper.value);
  }

  choose(): Choice | PropagationResult {
    const { group, place, wrapper } = this.#wanted;
    const partner = place.list.statements[place.pairing.partner[group.gap] ?? -1];
    if (partner) {
      const found = this.#inStatement(partner);
      if (found) return found;
    }
    const elsewhere = this.#elsewhere();
    if (elsewhere) return elsewhere;
    const stands = partner ? `; line ${this.#line(partner)} there is ${quoted(this.textOf(partner))}` : "";
    const text = wrapper.value.getText();
    return refusal("absent", this.says(`the expression ${quoted(text)} has no counterpart${stands}`), 0);
  }

  /** A reason with what it is about. */
  says(text: string): string {
    const { newer } = this.#context.comparison;
    const line = lineOf(newer.file, this.#wanted.wrapper.call);
    return `${text} (line ${line} of the newest version logs it where it is computed; a log call on a line of its own may find a place)`;
  }

  textOf(node: ts.Node): string {
    return node.getText(this.#context.comparison.older.file);
  }

  #inStatement(partner: ts.Statement): Choice | PropagationResult | undefined {
    const expressions = this.#expressionsIn(partner);
    const same = this.#sameAmong(expressions);
    if (same.length > 0) {
      const only = this.#only(same, partner);
      return ("expression" in only ? this.#otherMoment(only.expression, partner) : undefined) ?? only;
    }
    const deep = this.#sameAmong(this.#expressionsIn(partner, true));
    if (deep.length === 1 && this.#isTelling()) return { ...this.#unchanged(deep[0]!), moved: true };
    const changed = expressions.filter((node) => this.#playsTheRole(node));
    if (changed.length > 1) return this.#several(changed);
    if (changed.length === 0) return undefined;
    const renames = { [this.#wanted.wrapper.value.getText()]: this.textOf(changed[0]!) };
    return { expression: changed[0]!, renames, moved: false, changed: true };
  }

  /** One of several equal expressions: the one that stands where the newest one stands. */
  #only(same: readonly ts.Expression[], partner: ts.Statement): Choice | PropagationResult {
    if (same.length === 1) return { ...this.#unchanged(same[0]!), moved: false };
    if (this.#countInNewer(this.#newerSpan(this.#wanted.around)) !== same.length) return this.#several(same);
    const { newer, older, weights } = this.#context.comparison;
    const map = mapTokenRanges(newer.tokens, older.tokens, hunkOf(this.#newerSpan(this.#wanted.around), this.#olderSpan(partner)), weights);
    const aligned = same.filter((node) => map[this.#value[0]] === this.#olderSpan(node)[0]);
    return aligned.length === 1 ? { ...this.#unchanged(aligned[0]!), moved: false } : this.#several(same);
  }

  /** Why an expression that tells nothing by itself is not the newest one. */
  #otherMoment(node: ts.Expression, statement: ts.Statement): PropagationResult | undefined {
    const { compiler, newerScopes, olderScopes } = this.#context;
    const { value } = this.#wanted.wrapper;
    if (this.#isTelling()) return undefined;
    const newest = { node: value, statement: this.#wanted.around, scopes: newerScopes };
    const stands = `line ${this.#line(node)} there (${quoted(this.textOf(statement))})`;
    if (!isSameMoment(compiler, newest, { node, statement, scopes: olderScopes }))
      return refusal("ambiguous", this.says(`${quoted(value.getText())} is evaluated on another occasion in ${stands} than in the newest version`));
    if (!compiler.isIdentifier(value) || declaredWithin(compiler, newest).includes(true)) return undefined;
    const { unbound, reason } = this.#valueNames();
    return unbound.length > 0 ? { ...refusal("unbound", this.says(reason)), unbound } : undefined;
  }

  #several(found: readonly ts.Expression[]): PropagationResult {
    const lines = [...new Set(found.map((node) => this.#line(node)))];
    const where = lines.length === 1 ? `${found.length} times in line ${lines[0]}` : `in lines ${lines.join(", ")}`;
    return refusal(
      "ambiguous",
      this.says(`the expression ${quoted(this.#wanted.wrapper.value.getText())} stands ${where} there, and nothing says which one is meant`),
    );
  }

  /** The same expression once in the block, where the newest block has it once too. */
  #elsewhere(): Choice | undefined {
    const { group, place } = this.#wanted;
    const { back } = this.#context.comparison;
    if (!this.#isTelling() || this.#countInNewer([group.list.open, group.list.close]) !== 1) return undefined;
    const same = this.#sameAmong(place.list.statements.flatMap((statement) => this.#expressionsIn(statement, true)));
    const [only, second] = same;
    if (!only || second) return undefined;
    const [from, to] = this.#olderSpan(only);
    for (let token = from; token < to; token++) {
      const partner = back[token]!;
      if (partner >= 0 && (partner < this.#value[0] || partner >= this.#value[1])) return undefined;
    }
    return { ...this.#unchanged(only), moved: true };
  }

  /** Names and literals alone stand everywhere. */
  #isTelling(): boolean {
    const { compiler } = this.#context;
    const calls = (node: ts.Node): boolean =>
      compiler.isCallExpression(node) || compiler.isNewExpression(node) || (compiler.forEachChild(node, calls) ?? false);
    return this.#value[1] - this.#value[0] >= 5 || calls(this.#wanted.wrapper.value);
  }

  /** How often the value's tokens stand in a newer stretch. */
  #countInNewer([low, high]: Span): number {
    const { ids } = this.#context.comparison.newer.tokens;
    const [from, to] = this.#value;
    let count = 0;
    for (let at = low; at + (to - from) <= high; at++) {
      let length = 0;
      while (length < to - from && ids[at + length] === ids[from + length]) length++;
      if (length === to - from) count++;
    }
    return count;
  }

  #unchanged(expression: ts.Expression): Pick<Choice, "expression" | "renames" | "changed"> {
    const { comparison } = this.#context;
    const [from, to] = this.#olderSpan(expression);
    const renames: Record<string, string> = {};
    if (to - from === this.#value[1] - this.#value[0]) {
      for (let k = 0; k < to - from; k++) {
        const is = comparison.vocabulary.texts[comparison.newer.tokens.ids[this.#value[0] + k]!]!;
        const was = comparison.vocabulary.texts[comparison.olderNames[from + k]!]!;
        if (is !== was) renames[is] = was;
      }
    } else renames[this.#wanted.wrapper.value.getText()] = this.textOf(expression);
    return { expression, renames, changed: false };
  }

  /** Those with the tokens of the value, after renames; of several nodes with the same tokens the outermost. */
  #sameAmong(nodes: readonly ts.Expression[]): ts.Expression[] {
    const { comparison } = this.#context;
    const plain = nodes.filter((node) => comparison.same(this.#value, this.#olderSpan(node)));
    if (plain.length > 0) return distinct(plain);
    return distinct(nodes.filter((node) => this.#isRenamed(node)));
  }

  #isRenamed(node: ts.Expression): boolean {
    const { compiler, comparison } = this.#context;
    const { value } = this.#wanted.wrapper;
    const textsOf = (ids: Int32Array): string[] => Array.from(ids, (id) => comparison.vocabulary.texts[id]!);
    const texts = textsOf(comparison.olderNames.slice(...this.#olderSpan(node)));
    const newer = textsOf(comparison.newer.tokens.ids.slice(...this.#value));
    const shaped = texts.length === newer.length && texts.every((text, k) => text === newer[k] || (isWord(text) && isWord(newer[k]!)));
    const mayHavePaths = texts.length < newer.length && texts.some((text) => isWord(text));
    if (!shaped && !mayHavePaths) return false;
    const { renames, propertyRenames, paths } = this.#valueNames();
    if (compiler.isIdentifier(value)) return texts.length === 1 && renames.get(value.text) === texts[0];
    const { text } = renamedText(compiler, value as unknown as ts.Statement, {
      variables: renames,
      properties: propertyRenames,
      paths,
      dropTypes: isJavaScript(comparison.older.path),
    });
    const own = new SubtreeMemory();
    const { ids } = collectTokens(compiler, parseText(compiler, comparison.older.path, `(${text})`), own, []);
    return ids.length - 2 === texts.length && texts.every((one, k) => own.vocabulary.id(one) === ids[k + 1]);
  }

  #valueNames(): Names {
    const { group, place, wrapper } = this.#wanted;
    const references = expressionReferences(this.#context.compiler, wrapper.value, this.#context.newerScopes);
    return (this.#names ??= resolveNames(this.#context, { ...group, references }, place.list));
  }

  /** Whether an older expression is assigned to what the newest one is assigned to, or is what the same function gives. */
  #playsTheRole(node: ts.Expression): boolean {
    const { compiler, comparison } = this.#context;
    const { value, call } = this.#wanted.wrapper;
    const [newerHead, olderHead] = [calleeOf(compiler, value), calleeOf(compiler, node)];
    const [newerTarget, olderTarget] = [targetOf(compiler, call), targetOf(compiler, node)];
    const sameTarget = newerTarget !== undefined && olderTarget !== undefined && this.#sameNodes(newerTarget, olderTarget);
    const sameHead = newerHead !== undefined && olderHead !== undefined && this.#sameNodes(newerHead, olderHead);
    if (sameTarget) return sameHead || comparison.bagged(this.#value, this.#olderSpan(node)) >= MIN_ALIKE;
    return sameHead && !compiler.isAwaitExpression(node.parent);
  }

  #sameNodes(newer: ts.Node, older: ts.Node): boolean {
    const { comparison } = this.#context;
    const [a, b] = [this.#newerSpan(newer), this.#olderSpan(older)];
    if (comparison.same(a, b)) return true;
    const text = (id: number): string => comparison.vocabulary.texts[id]!;
    const { renames } = this.#valueNames();
    if (a[1] - a[0] !== b[1] - b[0]) return false;
    return comparison.newer.tokens.ids.slice(...a).every((id, k) => {
      const was = text(comparison.olderNames[b[0] + k]!);
      return was === text(id) || renames.get(text(id)) === was;
    });
  }

  #expressionsIn(root: ts.Statement, deep = false): ts.Expression[] {
    return expressionsIn(this.#context.compiler, root, { deep });
  }

  #newerSpan(node: ts.Node): Span {
    const { newer } = this.#context.comparison;
    return [tokenAt(newer.tokens, node.getStart(newer.file)), tokenAt(newer.tokens, node.end)];
  }

  #olderSpan(node: ts.Node): Span {
    const { older } = this.#context.comparison;
    return [tokenAt(older.tokens, node.getStart(older.file)), tokenAt(older.tokens, node.end)];
  }

  #line(node: ts.Node): number {
    return lineOf(this.#context.comparison.older.file, node);
  }
}
