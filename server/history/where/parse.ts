/**
 * `--where`: comparisons of columns, arguments and names with constants or each other, joined by and, or, not, parentheses.
 *
 * `lr > 0.01 and not (epoch == 0)` — names that are no identifiers are written `col("grad norm")`; `a.b` is the name `a.b`.
 * A missing value makes every comparison false but `== null`.
 */
import jsep from "jsep";
import { HistoryError } from "../errors.ts";

/** A constant in a condition. */
export type WhereValue = string | number | boolean | null;
/** What stands on a side of a comparison. */
export type WhereOperand = { readonly kind: "column"; readonly name: string } | { readonly kind: "value"; readonly value: WhereValue };
export type WhereOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
/** A parsed condition. */
export type Where =
  | { readonly kind: "compare"; readonly operator: WhereOperator; readonly left: WhereOperand; readonly right: WhereOperand }
  | { readonly kind: "truthy"; readonly column: string }
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and" | "or"; readonly left: Where; readonly right: Where }
  | { readonly kind: "not"; readonly of: Where };

/** Parses the text of a condition. @throws HistoryError `where`: a sentence with the position and what to do. */
export function parseWhere(text: string): Where {
  if (text.trim() === "") throw fail(text, 0, "it is empty");
  const tree = withOperators(() => parseTree(text));
  return condition(tree, text);
}

/** The columns, arguments and names that a condition mentions, each once. */
export function columnsOf(where: Where): string[] {
  const names = new Set<string>();
  const visit = (at: Where): void => {
    if (at.kind === "and" || at.kind === "or") [at.left, at.right].forEach(visit);
    else if (at.kind === "not") visit(at.of);
    else if (at.kind === "truthy") names.add(at.column);
    else if (at.kind === "compare") for (const side of [at.left, at.right]) if (side.kind === "column") names.add(side.name);
  };
  visit(where);
  return [...names];
}

/** The error for a column that nothing has; `known` is what can be used instead. */
export function unknownColumn(text: string, name: string, known: readonly string[]): HistoryError {
  const list = known.length > 30 ? `${known.slice(0, 30).join(", ")}, ...` : known.join(", ");
  return fail(text, positionOf(text, name), `"${name}" is no column, argument or name of these runs (known: ${list})`);
}

const WORDS = { and: 2, or: 1, "=": 6 } as const;

/** jsep's operators are one global table: ours are in it only while we parse. */
function withOperators<T>(body: () => T): T {
  const before = { binary: { ...jsep.binary_ops }, unary: { ...jsep.unary_ops } };
  for (const [word, precedence] of Object.entries(WORDS)) jsep.addBinaryOp(word, precedence);
  jsep.addUnaryOp("not");
  try {
    return body();
  } finally {
    jsep.removeAllBinaryOps();
    jsep.removeAllUnaryOps();
    for (const [op, precedence] of Object.entries(before.binary)) jsep.addBinaryOp(op, precedence);
    for (const op of Object.keys(before.unary)) jsep.addUnaryOp(op);
  }
}

function parseTree(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    const index = (error as { index?: number }).index ?? 0;
    const description = (error as { description?: string }).description ?? String(error);
    throw fail(text, index, description.charAt(0).toLowerCase() + description.slice(1));
  }
}

function condition(node: jsep.Expression, text: string): Where {
  if (node.type === "BinaryExpression") return binary(node as jsep.BinaryExpression, text);
  if (node.type === "UnaryExpression") {
    const { operator, argument } = node as jsep.UnaryExpression;
    if (operator === "!" || operator === "not") return { kind: "not", of: condition(argument, text) };
  }
  const side = operand(node, text);
  if (side.kind === "column") return { kind: "truthy", column: side.name };
  if (typeof side.value === "boolean") return { kind: "constant", value: side.value };
  throw fail(text, 0, `${JSON.stringify(side.value)} alone is no condition`);
}

const LOGICAL: Readonly<Record<string, "and" | "or">> = { and: "and", "&&": "and", or: "or", "||": "or" };
const COMPARING: Readonly<Record<string, WhereOperator>> = {
  "=": "==",
  "==": "==",
  "===": "==",
  "!=": "!=",
  "!==": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

function binary(node: jsep.BinaryExpression, text: string): Where {
  const logical = LOGICAL[node.operator];
  if (logical !== undefined) return { kind: logical, left: condition(node.left, text), right: condition(node.right, text) };
  const operator = COMPARING[node.operator];
  if (operator === undefined) throw fail(text, Math.max(text.indexOf(node.operator), 0), `the operator "${node.operator}" is not known here`);
  const left = node.left as jsep.UnaryExpression;
  if (left.type === "UnaryExpression" && left.operator === "not") return { kind: "not", of: binary({ ...node, left: left.argument }, text) };
  if (isComparison(node.left) || isComparison(node.right)) {
    throw fail(text, Math.max(text.lastIndexOf(node.operator), 0), `comparisons cannot be chained; write "1 < x and x < 3"`);
  }
  return { kind: "compare", operator, left: operand(node.left, text), right: operand(node.right, text) };
}

function isComparison(node: jsep.Expression): boolean {
  return node.type === "BinaryExpression" && (node as jsep.BinaryExpression).operator in COMPARING;
}

function operand(node: jsep.Expression, text: string): WhereOperand {
  if (node.type === "Literal") return literal((node as jsep.Literal).value, text);
  if (node.type === "UnaryExpression") return signed(node as jsep.UnaryExpression, text);
  if (node.type === "CallExpression") return called(node as jsep.CallExpression, text);
  const name = dotted(node);
  if (name === "NaN") return { kind: "value", value: Number.NaN };
  if (name === "Infinity") return { kind: "value", value: Number.POSITIVE_INFINITY };
  if (name !== null) return { kind: "column", name };
  throw fail(text, 0, `${describe(node)} is not allowed here`);
}

function literal(value: unknown, text: string): WhereOperand {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return { kind: "value", value };
  throw fail(text, 0, "only strings, numbers, true, false and null are constants");
}

function signed(node: jsep.UnaryExpression, text: string): WhereOperand {
  const inner = operand(node.argument, text);
  if (inner.kind === "value" && typeof inner.value === "number" && (node.operator === "-" || node.operator === "+")) {
    return { kind: "value", value: node.operator === "-" ? -inner.value : inner.value };
  }
  throw fail(text, Math.max(text.indexOf(node.operator), 0), `"${node.operator}" can only stand before a number or, as not, before a condition`);
}

function called(node: jsep.CallExpression, text: string): WhereOperand {
  const argument = node.arguments[0] as jsep.Literal | undefined;
  if (dotted(node.callee) === "col" && node.arguments.length === 1 && typeof argument?.value === "string") return { kind: "column", name: argument.value };
  throw fail(text, 0, `only col("a name") can be called`);
}

/** `a.b.c` as a name, null for anything else. */
function dotted(node: jsep.Expression): string | null {
  if (node.type === "Identifier") return (node as jsep.Identifier).name;
  if (node.type === "ThisExpression") return "this";
  const member = node as jsep.MemberExpression;
  if (node.type !== "MemberExpression" || member.computed || member.optional === true) return null;
  const object = dotted(member.object);
  const property = dotted(member.property);
  return object === null || property === null ? null : `${object}.${property}`;
}

function describe(node: jsep.Expression): string {
  if (node.type === "Compound" || node.type === "SequenceExpression") return "more than one condition without and/or between them";
  if (node.type === "BinaryExpression") return `a calculation with "${(node as jsep.BinaryExpression).operator}"`;
  return `a ${node.type.replace("Expression", "").toLowerCase()}`;
}

function positionOf(text: string, name: string): number {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\w$.])${escaped}(?![\\w$])`, "u").exec(text)?.index ?? 0;
}

function fail(text: string, index: number, problem: string): HistoryError {
  return new HistoryError(
    "where",
    `The condition cannot be read at character ${index + 1}: ${problem}.\n  ${text}\n  ${" ".repeat(index)}^\nWrite comparisons of columns, arguments or names, such as: lr > 0.01 and not (epoch == 0)`,
  );
}
