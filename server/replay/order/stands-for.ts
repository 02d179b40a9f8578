/** What else a program calls an object that it changes in place, by names alone: what a variable, a member or what a function gives was taken from. */
import type ts from "typescript";
import { isAssignment, isWrapping } from "../../../transformer/analyse/nodes.ts";
import { calledName, functionName } from "../values/value-calls.ts";
import { isPrimitive, variableName } from "../values/variable-names.ts";

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

  /** Names of the objects that are changed where something in them is, which variables of a function's own stand for: none where that makes them itself. */
  behind(targets: readonly ts.Node[]): Set<string> {
    return new Walk(this.#ts, { returned: this.#returned, held: this.#held }).from(targets as readonly ts.Expression[]);
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
}

interface Known {
  readonly returned: ReadonlyMap<string, readonly ts.Expression[]>;
  readonly held: ReadonlyMap<string, readonly ts.Expression[]>;
}

/** Goes from expressions to what they were taken from, over each once. */
class Walk {
  readonly #ts: typeof ts;
  readonly #known: Known;
  readonly #found = new Set<string>();
  readonly #left: [node: ts.Expression, isInside: boolean][] = [];
  readonly #seen: readonly [Set<ts.Node>, Set<ts.Node>] = [new Set(), new Set()];

  constructor(ts_: typeof ts, known: Known) {
    this.#ts = ts_;
    this.#known = known;
  }

  from(targets: readonly ts.Expression[]): Set<string> {
    this.goOn(targets, false);
    for (let next = this.#left.pop(); next !== undefined; next = this.#left.pop()) this.visit(...next);
    return this.#found;
  }

  /** @param isInside - what stands in what they give is meant */
  private goOn(nodes: readonly ts.Expression[], isInside: boolean): void {
    const seen = this.#seen[isInside ? 1 : 0];
    for (const node of nodes) {
      if (!seen.has(node)) this.#left.push([node, isInside]);
      seen.add(node);
    }
  }

  private visit(node: ts.Expression, isInside: boolean): void {
    const ts_ = this.#ts;
    const { held, returned } = this.#known;
    if (ts_.isIdentifier(node)) return this.variable(node, isInside);
    if (ts_.isPropertyAccessExpression(node)) {
      this.#found.add(`.${node.name.text}`);
      this.goOn(held.get(node.name.text) ?? [], isInside);
      return this.goOn(returned.get(node.name.text) ?? [], isInside);
    }
    if (ts_.isElementAccessExpression(node)) return this.goOn([node.expression], true);
    if (ts_.isCallExpression(node)) {
      const name = calledName(ts_, node.expression) ?? "";
      if (ts_.isPropertyAccessExpression(node.expression) && !MAKES.has(name)) this.goOn([node.expression.expression], true);
      return this.goOn(returned.get(name) ?? [], isInside);
    }
    if (ts_.isBinaryExpression(node)) return this.goOn([node.left, node.right], isInside);
    if (ts_.isConditionalExpression(node)) return this.goOn([node.whenTrue, node.whenFalse], isInside);
    if (isWrapping(ts_, node) || ts_.isAwaitExpression(node) || ts_.isSpreadElement(node)) return this.goOn([node.expression], isInside);
    if (isInside) this.goOn(partsOf(ts_, node), true);
  }

  private variable(node: ts.Identifier, isInside: boolean): void {
    const ts_ = this.#ts;
    const { text } = node;
    const counts = (): void => void (isPrimitive(ts_, node) || this.#found.add(variableName(ts_, node)));
    for (let scope: ts.Node | undefined = node.parent; scope !== undefined; scope = scope.parent) {
      if (ts_.isFunctionLike(scope) && scope.parameters.some(({ name }) => namesIn(ts_, name).has(text))) return void this.#found.add(variableName(ts_, node));
      if (ts_.isForOfStatement(scope) && namesIn(ts_, scope.initializer).has(text)) return this.goOn([scope.expression], true);
      const made = ts_.isBlock(scope) || ts_.isSourceFile(scope) ? madeIn(ts_, scope, text) : null;
      if (made === null) continue;
      if (ts_.isSourceFile(scope)) counts();
      return this.goOn([made], isInside);
    }
    counts();
  }
}

function keep(into: Map<string, ts.Expression[]>, name: string, value: ts.Expression): void {
  const known = into.get(name);
  if (known === undefined) into.set(name, [value]);
  else known.push(value);
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
