/** What a condition says about a loop's iterations before any is looked at; for pushing it down. */
import type { Where, WhereOperator } from "./parse.ts";

/** Whole numbers from `from` to `to`, both included; `from` above `to` is none at all. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

const ALL: Interval = { from: 0, to: Number.POSITIVE_INFINITY };
const NONE: Interval = { from: 0, to: -1 };

/**
 * The iterations of a loop column outside of which a condition cannot hold; the smallest interval that is certain, so the condition
 * itself still has to be evaluated inside it. `epoch >= 3 and lr > 0.01` gives 3 to infinity for `epoch`.
 */
export function loopInterval(where: Where, column: string): Interval {
  return bounds(where, column, false);
}

function bounds(where: Where, column: string, negated: boolean): Interval {
  switch (where.kind) {
    case "constant":
      return where.value === negated ? NONE : ALL;
    case "truthy":
      return where.column !== column ? ALL : negated ? { from: 0, to: 0 } : { from: 1, to: ALL.to };
    case "not":
      return bounds(where.of, column, !negated);
    case "and":
    case "or": {
      const [left, right] = [bounds(where.left, column, negated), bounds(where.right, column, negated)];
      return (where.kind === "and") !== negated ? meet(left, right) : hull(left, right);
    }
    case "compare": {
      const { left, right } = where;
      const operator = negated ? OPPOSITE[where.operator] : where.operator;
      if (left.kind === "column" && left.name === column && right.kind === "value") return compared(operator, right.value);
      if (right.kind === "column" && right.name === column && left.kind === "value") return compared(MIRRORED[operator], left.value);
      return ALL;
    }
  }
}

const OPPOSITE: Record<WhereOperator, WhereOperator> = { "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" };
const MIRRORED: Record<WhereOperator, WhereOperator> = { "==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

/** A value that is no number leaves everything open: whether it can hold is for the evaluation to say. */
function compared(operator: WhereOperator, value: unknown): Interval {
  if (typeof value !== "number" || Number.isNaN(value)) return ALL;
  switch (operator) {
    case "==":
      return Number.isInteger(value) && value >= 0 ? { from: value, to: value } : NONE;
    case "<":
      return { from: 0, to: Math.ceil(value) - 1 };
    case "<=":
      return { from: 0, to: Math.floor(value) };
    case ">":
      return { from: Math.max(0, Math.floor(value) + 1), to: ALL.to };
    case ">=":
      return { from: Math.max(0, Math.ceil(value)), to: ALL.to };
    case "!=":
      return ALL;
  }
}

function meet(a: Interval, b: Interval): Interval {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

function hull(a: Interval, b: Interval): Interval {
  if (a.from > a.to) return b;
  if (b.from > b.to) return a;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}
