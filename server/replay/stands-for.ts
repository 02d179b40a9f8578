/** What else a program calls an object that it changes in place, by names alone: what a variable, a member or what a function gives was taken from. */
import type ts from "typescript";
import { isAssignment } from "../../transformer/analyse/nodes.ts";
import { calledName, functionName } from "./value-calls.ts";
import { isPrimitive, variableName } from "./variable-names.ts";

/** Methods that make an array or a text. */
const MAKES = new Set("map filter slice concat flat flatMap split toSorted toReversed toSpliced join repeat".split(" "));

/** Names of objects in some files. */
export class StandsFor {
  readonly #ts: typeof ts;
  /** By name: what functions and getters return. */
  readonly #returned: Map<string, ts.Expression[]> = new Map();
  /** By name: what members are given. */
  readonly #held: Map<string, ts.Expression[]> = new Map();

  constructor(ts_: typeof ts, files: Iterable<ts.SourceFile>) {
    this.#ts = ts_;
    for (const file of files) this.visit(file);
  }

  /** Names of the object that is changed where something in it is, which a variable of a function's own stands for: none where that makes it itself. */
  behind(target: ts.Node): string[] {
    return this.of(target as ts.Expression, { isInside: false, seen: new Set() });
  }

  private visit(node: ts.Node): void {
    const ts_ = this.#ts;
    if (ts_.isFunctionLike(node)) {
      const name = functionName(ts_, node);
      const { body } = node as { body?: ts.Node };
      if (name !== null && body !== undefined) for (const value of returnsIn(ts_, body)) keep(this.#returned, name, value);
    } else if (ts_.isShorthandPropertyAssignment(node)) keep(this.#held, node.name.text, node.name);
    else if ((ts_.isPropertyAssignment(node) || ts_.isPropertyDeclaration(node)) && node.initializer !== undefined)
      keep(this.#held, node.name.getText(), node.initializer);
    else if (isAssignment(ts_, node) && ts_.isPropertyAccessExpression(node.left)) keep(this.#held, node.left.name.text, node.right);
    ts_.forEachChild(node, (child) => this.visit(child));
  }

  private of(node: ts.Expression, way: Way): string[] {
    const ts_ = this.#ts;
    if (way.seen.has(node)) return [];
    way.seen.add(node);
    const all = (nodes: readonly ts.Expression[], isInside = way.isInside): string[] => nodes.flatMap((one) => this.of(one, { ...way, isInside }));
    if (ts_.isIdentifier(node)) return this.ofVariable(node, way);
    if (ts_.isPropertyAccessExpression(node))
      return [`.${node.name.text}`, ...all([...(this.#held.get(node.name.text) ?? []), ...(this.#returned.get(node.name.text) ?? [])])];
    if (ts_.isElementAccessExpression(node)) return all([node.expression], true);
    if (ts_.isCallExpression(node)) {
      const name = calledName(ts_, node.expression) ?? "";
      const isOf = ts_.isPropertyAccessExpression(node.expression) && !MAKES.has(name);
      return [...all(isOf ? [(node.expression as ts.PropertyAccessExpression).expression] : [], true), ...all(this.#returned.get(name) ?? [])];
    }
    if (ts_.isBinaryExpression(node)) return all([node.left, node.right]);
    if (ts_.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
    if (
      ts_.isAwaitExpression(node) ||
      ts_.isNonNullExpression(node) ||
      ts_.isParenthesizedExpression(node) ||
      ts_.isAsExpression(node) ||
      ts_.isSpreadElement(node)
    )
      return all([node.expression]);
    return way.isInside ? all(partsOf(ts_, node)) : [];
  }

  private ofVariable(node: ts.Identifier, way: Way): string[] {
    const ts_ = this.#ts;
    const { text } = node;
    for (let scope: ts.Node | undefined = node.parent; scope !== undefined; scope = scope.parent) {
      if (ts_.isFunctionLike(scope) && scope.parameters.some(({ name }) => namesIn(ts_, name).has(text))) return [variableName(ts_, node)];
      if (ts_.isForOfStatement(scope) && namesIn(ts_, scope.initializer).has(text)) return this.of(scope.expression, { ...way, isInside: true });
      const made = ts_.isBlock(scope) || ts_.isSourceFile(scope) ? madeIn(ts_, scope, text) : null;
      if (made !== null) return [...(ts_.isSourceFile(scope) && !isPrimitive(ts_, node) ? [variableName(ts_, node)] : []), ...this.of(made, way)];
    }
    return isPrimitive(ts_, node) ? [] : [variableName(ts_, node)];
  }
}

interface Way {
  /** What stands in what an expression gives is meant. */
  readonly isInside: boolean;
  readonly seen: Set<ts.Node>;
}

function keep(into: Map<string, ts.Expression[]>, name: string, value: ts.Expression): void {
  into.set(name, [...(into.get(name) ?? []), value]);
}

function returnsIn(ts_: typeof ts, body: ts.Node): ts.Expression[] {
  if (!ts_.isBlock(body)) return [body as ts.Expression];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts_.isFunctionLike(node)) return;
    if (ts_.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    ts_.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** What literals and new collections are made of. */
function partsOf(ts_: typeof ts, node: ts.Expression): readonly ts.Expression[] {
  if (ts_.isArrayLiteralExpression(node)) return node.elements;
  if (ts_.isNewExpression(node)) return node.arguments ?? [];
  if (!ts_.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) =>
    ts_.isPropertyAssignment(property) ? [property.initializer] : ts_.isShorthandPropertyAssignment(property) ? [property.name] : [],
  );
}

/** What a block gives a variable that it declares; null where it declares none. */
function madeIn(ts_: typeof ts, block: ts.Block | ts.SourceFile, text: string): ts.Expression | null {
  for (const statement of block.statements)
    if (ts_.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer !== undefined && namesIn(ts_, name).has(text)) return initializer;
  return null;
}

function namesIn(ts_: typeof ts, node: ts.Node): Set<string> {
  const found = new Set<string>();
  const visit = (at: ts.Node): void => {
    if (ts_.isIdentifier(at)) found.add(at.text);
    else ts_.forEachChild(at, visit);
  };
  if (ts_.isVariableDeclarationList(node)) for (const { name } of node.declarations) visit(name);
  else visit(node);
  return found;
}
