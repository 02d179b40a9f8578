/** Whether a condition holds for a row, or for one of which only a part is known. */
import type { Where, WhereOperand, WhereOperator } from "./parse.ts";

/** Gives the value of a column: undefined where it is missing, {@link UNKNOWN} where it is not known yet. */
export type WhereLookup = (column: string) => unknown;

/** A value that is not known yet: {@link evaluateWhere} then answers undefined where it matters. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** Whether a condition holds; undefined where that hangs on a value that is not known yet. Missing values make comparisons false, but `== null` true. */
export function evaluateWhere(where: Where, lookup: WhereLookup): boolean | undefined {
  switch (where.kind) {
    case "constant":
      return where.value;
    case "truthy": {
      const value = lookup(where.column);
      return value === UNKNOWN ? undefined : Boolean(value);
    }
    case "not": {
      const inner = evaluateWhere(where.of, lookup);
      return inner === undefined ? undefined : !inner;
    }
    case "and":
    case "or":
      return join(where.kind === "or", evaluateWhere(where.left, lookup), () => evaluateWhere(where.right, lookup));
    case "compare":
      return compare(where.operator, valueOf(where.left, lookup), valueOf(where.right, lookup));
  }
}

/** `decisive` is the value of one side that settles the whole. */
function join(decisive: boolean, left: boolean | undefined, right: () => boolean | undefined): boolean | undefined {
  if (left === decisive) return decisive;
  const other = right();
  if (other === decisive) return decisive;
  return left === undefined || other === undefined ? undefined : !decisive;
}

function valueOf(operand: WhereOperand, lookup: WhereLookup): unknown {
  const value = operand.kind === "value" ? operand.value : lookup(operand.name);
  return value instanceof Date ? value.toISOString() : value;
}

function compare(operator: WhereOperator, left: unknown, right: unknown): boolean | undefined {
  if (left === UNKNOWN || right === UNKNOWN) return undefined;
  if (operator === "==") return equal(left, right);
  const missing = (left === undefined) !== (right === undefined) && left !== null && right !== null;
  if (operator === "!=") return missing ? false : !equal(left, right);
  if (!comparable(left, right)) return false;
  const [a, b] = [left as number, right as number];
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

function equal(left: unknown, right: unknown): boolean {
  if (left === undefined || left === null) return right === undefined || right === null;
  // 1n == 1
  if (typeof left === "bigint" || typeof right === "bigint") return comparable(left, right) && (left as number) == (right as number);
  return left === right || (Number.isNaN(left) && Number.isNaN(right));
}

function comparable(left: unknown, right: unknown): boolean {
  const numeric = (value: unknown): boolean => typeof value === "number" || typeof value === "bigint";
  return (numeric(left) && numeric(right)) || (typeof left === "string" && typeof right === "string");
}
