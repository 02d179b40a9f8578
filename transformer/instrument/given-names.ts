/**
 * A function that something is written around keeps the name that it gets from where it stands (analyse/given-names.ts).
 *
 * in                            out
 * const f = () => 1             const f = hl.tag({ "f": () => 1 }["f"], ...)
 * { [KEY]: () => 1 }            { [KEY]: hl.tag({ [KEY]: () => 1 }[KEY], ...) }
 * { [a + b]: () => 1 }          { [hl_k = hl.key(a + b)]: hl.tag(hl.only({ [hl_k]: () => 1 }), ...) }
 * class { f = () => 1 }         class { f = hl.tag({ "f": () => 1 }["f"], ...) }   // "value", or none, where the compiler writes fields out
 *
 * The engine names a function by where it stands, in stacks, profiles and coverage: so it stands in a property of that name
 * (setting `name` afterwards costs several times as much).
 */
import type ts from "typescript";
import { hasModifier } from "../analyse/nodes.ts";
import { computedName, exportOf, namedBy, type NameGiver } from "../analyse/given-names.ts";
import { symbolName } from "../analyse/names.ts";
import type { Scopes } from "../analyse/scope.ts";
import type { Emitter } from "./emit.ts";

/** What the compiler makes of a module. */
export interface Output {
  readonly format: "esm" | "cjs";
  /** `fields`: it leaves fields as they are. `defined`, `assigned`: it writes them out so. */
  readonly fields: "fields" | "defined" | "assigned";
  readonly hasPrivate: boolean;
  /** `accessor` fields are written out. */
  readonly lowersAccessors: boolean;
  /** Standard decorators are written out: what they initialise stands in the fields behind them. */
  readonly callsDecorators: boolean;
}

/** What options of the compiler make of modules of a format. */
export function outputOf(
  ts_: typeof ts,
  { target = ts_.ScriptTarget.ES5, useDefineForClassFields, experimentalDecorators }: ts.CompilerOptions,
  format: Output["format"],
): Output {
  const hasPrivate = target >= ts_.ScriptTarget.ES2022;
  const isDefined = useDefineForClassFields ?? hasPrivate;
  return {
    format,
    hasPrivate,
    lowersAccessors: target < ts_.ScriptTarget.ESNext,
    callsDecorators: experimentalDecorators !== true,
    fields: !isDefined ? "assigned" : hasPrivate ? "fields" : "defined",
  };
}

/** How functions of one module keep their names. */
export class GivenNames {
  readonly #emit: Emitter;
  readonly #scopes: Scopes;
  readonly #output: Output;
  /** Variables for names that only the running program knows. */
  readonly #keys = new Map<ts.Node, string>();

  constructor(emit: Emitter, scopes: Scopes, output: Output) {
    this.#emit = emit;
    this.#scopes = scopes;
    this.#output = output;
  }

  /** Those variables: `var`, like the module's handle. */
  get variables(): readonly string[] {
    return [...this.#keys.values()];
  }

  /** An anonymous function or class with the name that it would have had. @param original - where it stood */
  keep(original: ts.Node, visited: ts.Expression): ts.Expression {
    const { factory, ts: ts_ } = this.#emit;
    const giver = namedBy(ts_, original);
    if (giver === null) return visited;
    const computed = computedName(ts_, this.#scopes, original);
    if (computed !== null) {
      const name = factory.createComputedPropertyName(this.#emit.id(this.key(computed)));
      return this.around(visited, this.#emit.call("only", this.holding(name, visited)));
    }
    const key = this.keyOf(giver, original);
    if (key === null) return visited;
    // A plain property of the name `__proto__` would be the object's prototype.
    const name = ts_.isStringLiteral(key) && key.text !== "__proto__" ? key : factory.createComputedPropertyName(key);
    return this.around(visited, factory.createElementAccessExpression(this.holding(name, visited), key));
  }

  /** Whether it cannot be told what a function is called by: it is left as it is. */
  isUnsure(original: ts.Node): boolean {
    const { ts: ts_ } = this.#emit;
    const field = this.#output.callsDecorators ? namedBy(ts_, original)?.parent : undefined;
    if (field === undefined || !ts_.isPropertyDeclaration(field)) return false;
    return field.parent.members.some((member) => ts_.canHaveDecorators(member) && ts_.getDecorators(member) !== undefined);
  }

  /** `[hl_k = hl.key(a + b)]` */
  keyed(name: ts.ComputedPropertyName, visited: ts.Expression): ts.ComputedPropertyName {
    const { factory } = this.#emit;
    return factory.updateComputedPropertyName(name, this.#emit.assign(this.#emit.id(this.key(name)), this.#emit.call("key", visited)));
  }

  private key(name: ts.ComputedPropertyName): string {
    const key = this.#keys.get(name) ?? this.#emit.fresh("hl_k");
    this.#keys.set(name, key);
    return key;
  }

  private holding(name: ts.PropertyName, visited: ts.Expression): ts.Expression {
    const { factory } = this.#emit;
    return this.around(visited, factory.createObjectLiteralExpression([factory.createPropertyAssignment(name, visited)]));
  }

  private around<T extends ts.Node>(visited: ts.Expression, node: T): T {
    return this.#emit.standingFor(visited, node);
  }

  /** What it is called by in the output of the compiler; null where that gives it no name. */
  private keyOf(giver: NameGiver, original: ts.Node): ts.Expression | null {
    const { ts: ts_ } = this.#emit;
    const { parent } = giver;
    if (ts_.isExportAssignment(giver)) return this.#output.format === "esm" ? this.#emit.text("default") : null;
    if (ts_.isPropertyDeclaration(parent)) return this.keyOfField(giver, parent);
    if (this.#output.format === "cjs" && isWrittenAsExport(ts_, giver, original)) return null;
    return memberKey(this.#emit, giver);
  }

  private keyOfField(name: ts.PropertyName, field: ts.PropertyDeclaration): ts.Expression | null {
    const { ts: ts_ } = this.#emit;
    const { hasPrivate, fields } = this.#output;
    const isStatic = hasModifier(ts_, field, ts_.SyntaxKind.StaticKeyword);
    const value = this.#emit.text("value");
    if (ts_.isPrivateIdentifier(name)) return !isStatic && fields !== "fields" ? null : hasPrivate ? memberKey(this.#emit, name) : value;
    return fields === "fields" ? memberKey(this.#emit, name) : fields === "defined" ? value : null;
  }
}

/** `export const f = (() => 1) as T`, `export const { f = () => 1 } = o`: in CommonJS the compiler writes `exports.f = ...`. */
function isWrittenAsExport(ts_: typeof ts, { parent }: ts.Node, original: ts.Node): boolean {
  const isDeclared = ts_.isVariableDeclaration(parent);
  if ((!isDeclared && !ts_.isBindingElement(parent)) || (isDeclared && parent.initializer === original)) return false;
  const statement = exportOf(ts_, parent);
  return statement !== null && ts_.isSourceFile(statement.parent);
}

/** The name of a member as an expression, where it means the same whenever it is evaluated. */
export function memberKey(emit: Emitter, name: ts.PropertyName): ts.Expression {
  const { ts: ts_ } = emit;
  const symbol = symbolName(ts_, name);
  if (symbol !== null) return emit.member(emit.id("Symbol"), symbol);
  if (ts_.isBigIntLiteral(name)) return emit.text(name.text.slice(0, -1));
  const key = ts_.isComputedPropertyName(name) ? name.expression : name;
  return ts_.isComputedPropertyName(name) && ts_.isIdentifier(key) ? emit.like(key) : emit.text((key as ts.Identifier).text);
}
