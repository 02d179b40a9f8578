/**
 * Chooses among the gaps between two anchors.
 *
 * Each is measured: how far it is from the anchors, paragraphs, what stands right beside it, what is written only behind it. The weights say how much that counts; the
 * same weights say how likely the choice is right (a conditional logit, McFadden 1974).
 */
import type ts from "typescript";
import { statementSpan, type Anchors } from "../match/match-statements.ts";
import type { Group, PlaceContext } from "./place-context.ts";
import { readBy, touches, writtenBy } from "../observe/reads-and-writes.ts";
import type { StatementList, Tree } from "../text/tree.ts";

/** What was measured at one gap. */
export type GapMeasures = Readonly<Record<string, number>>;

/** The gap that was taken. */
export interface GapChoice {
  /** Insert before the older statement of this index (or behind the last). */
  readonly index: number;
  /** 0 to 1: how likely it is the right one of those that came into question. */
  readonly certainty: number;
  /** All that came into question, in order, and which of them was taken; one where there was no choice. */
  readonly measured: readonly GapMeasures[];
  readonly chosen: number;
}

/** Indexes between which a gap has to be. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** Written by `npm run propagation -- --fit`, as those of confidence.ts. */
const WEIGHTS: GapMeasures = { step: -0.34, noBreak: -1.45, writes: -0.4, kind: 0.73, like: 0.92, guard: -1.23 };
/** Of a place between anchors that is not allowed: nothing is known of the one that is taken instead. */
const NOT_ALLOWED = 0.5;
/** More statements behind a gap that write what is read say nothing more. */
const MOST_WRITES = 4;

/** Chooses the gap of a group in an older list, between the anchors and within the limits. */
export function chooseGap(context: PlaceContext, group: Group, place: { list: StatementList; anchors: Anchors; limits: Limits }): GapChoice {
  const { anchors, limits } = place;
  const [low, high] = [Math.max(anchors.low, limits.low), Math.min(anchors.high, limits.high)];
  if (low > high) return { index: anchors.low > limits.high ? limits.high : limits.low, certainty: NOT_ALLOWED, measured: [{}], chosen: 0 };
  if (low === high) return { index: low, certainty: 1, measured: [{}], chosen: 0 };
  const measured = measureGaps(context, group, { ...place, low, high });
  const worth = measured.map((one) => Math.exp(Object.entries(one).reduce((sum, [name, value]) => sum + WEIGHTS[name]! * value, 0)));
  const most = Math.max(...worth);
  const chosen = worth.indexOf(most);
  return { index: low + chosen, certainty: most / worth.reduce((sum, one) => sum + one, 0), measured, chosen };
}

interface Range extends Limits {
  readonly list: StatementList;
  readonly anchors: Anchors;
}

function measureGaps(context: PlaceContext, group: Group, { list, anchors, low, high }: Range): GapMeasures[] {
  const { comparison, compiler } = context;
  const { newer, older } = comparison;
  const [before, behind] = [group.list.statements[group.gap - 1], group.list.statements[group.gap]];
  const isApart = edgesParagraph(newer, group);
  const reads = readBy(compiler, group.references);
  const like = (a: ts.Statement | undefined, b: ts.Statement | undefined): number => (a && b ? comparison.bagged(spanOf(newer, a), spanOf(older, b)) : 0);
  const isNewGuard = (a: ts.Statement | undefined, b: ts.Statement | undefined): boolean => !!b && isGuard(compiler, b) && !(a && isGuard(compiler, a));
  const measured: GapMeasures[] = [];
  let writes = 0;
  for (let at = anchors.high; at >= low; at--) {
    const [left, right] = [list.statements[at - 1], list.statements[at]];
    if (at < anchors.high && touches(writtenBy(compiler, right!), reads)) writes++;
    if (at > high) continue;
    const inside = left !== undefined && right !== undefined;
    measured.unshift({
      step: steps(group, anchors, at),
      noBreak: inside && isApart && !isBlankBetween(older, left.end, right.getStart(older.file)) ? 1 : 0,
      writes: Math.min(MOST_WRITES, writes),
      kind: (left?.kind === before?.kind ? 1 : 0) + (right?.kind === behind?.kind ? 1 : 0),
      like: like(before, left) + like(behind, right),
      guard: (isNewGuard(before, left) ? 1 : 0) + (isNewGuard(behind, right) ? 1 : 0),
    });
  }
  return measured;
}

/** How far a gap is from where each anchor would have it; an anchor is the start or the end of the list where the group stands there. */
function steps(group: Group, { low, high, before, behind, strength }: Anchors, at: number): number {
  const off = (steps: number): number => Math.abs(steps) ** 0.9;
  const left = before >= 0 ? strength[0] * off(before - (at - low)) : group.gap === 0 ? off(at - low) : 0;
  const isLast = group.gap === group.list.statements.length;
  return left + (behind >= 0 ? strength[1] * off(behind - (high - at)) : isLast ? off(high - at) : 0);
}

/** Whether an empty line separates a group from the statement before or behind it. */
function edgesParagraph({ text, file }: Tree, group: Group): boolean {
  const first = group.statements[0]!;
  const last = group.statements[group.statements.length - 1]!;
  return /\n[ \t]*\r?\n\s*$/.test(text.slice(first.getFullStart(), first.getStart(file))) || /^[^\n]*\n[ \t]*\r?\n/.test(text.slice(last.end, last.end + 400));
}

function isBlankBetween({ text }: Tree, from: number, to: number): boolean {
  return /\n[ \t]*\r?\n/.test(text.slice(from, to));
}

/** `if (!ready) return;` */
function isGuard(compiler: typeof ts, statement: ts.Statement): boolean {
  if (!compiler.isIfStatement(statement) || statement.elseStatement) return false;
  const then = statement.thenStatement;
  const last = compiler.isBlock(then) ? then.statements[then.statements.length - 1] : then;
  if (last === undefined) return false;
  return compiler.isReturnStatement(last) || compiler.isThrowStatement(last) || compiler.isBreakOrContinueStatement(last);
}

function spanOf(tree: Tree, statement: ts.Statement): readonly [number, number] {
  return statementSpan(tree.tokens, statement);
}
