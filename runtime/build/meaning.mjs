/** What the expressions of one source of the runtime are of the language, told by the type checker, and what is taken of it in their place. */
import { relative } from "node:path";
import ts from "typescript";
import { FREE, GLOBALS, ITERATED, LEFT, OWNERS } from "./names.mjs";

const { factory: f } = ts;

export class Meaning {
  /** Names of what is taken, and expressions for it; shared by all files. */
  taken;
  /** Names of those that this file uses. */
  used = new Set();
  file;
  checker;
  root;
  problems;

  constructor(program, file, { taken, problems, root }) {
    this.checker = program.getTypeChecker();
    this.file = file;
    this.taken = taken;
    this.problems = problems;
    this.root = root;
  }

  /** `Object.keys`: of a global object that is not needed for calling. */
  freeName(node) {
    const { expression: object, name } = node;
    if (!ts.isIdentifier(object)) return undefined;
    if (object.text === "types" && this.isImported(object)) return `types.${name.text}`;
    if (!this.isGlobal(object) || name.text === "prototype" || name.text === "prepareStackTrace" || isAssigned(node)) return undefined;
    if (this.checker.getTypeAtLocation(node).getCallSignatures().length === 0) return undefined;
    return `${object.text}.${name.text}`;
  }

  freeText(name) {
    const [object] = name.split(".");
    return FREE.has(object) ? name : `${name}.bind(${object})`;
  }

  /** `Map.prototype.get`. */
  prototypeMember({ expression: prototype, name }) {
    if (!ts.isPropertyAccessExpression(prototype) || prototype.name.text !== "prototype" || name.text === "constructor") return undefined;
    const object = prototype.expression;
    return ts.isIdentifier(object) && this.isGlobal(object) ? { owner: object.text, name: name.text } : undefined;
  }

  take(name, expression) {
    this.taken.set(name, expression);
    return name;
  }

  takeRaw(owner, name) {
    return this.take(`${owner}$${name}`, `${OWNERS[owner] ?? `${owner}.prototype`}.${name}`);
  }

  /** @param name - what {@link take} gave, or of runtime/own-built-ins.ts */
  own(name) {
    if (!this.taken.has(name)) this.taken.set(name, `own.${name}`);
    this.used.add(name);
    return f.createIdentifier(`$${name}`);
  }

  uncurried(owner, name) {
    return this.own(this.take(`${owner}_${name}`, `uncurry(${OWNERS[owner] ?? `${owner}.prototype`}.${name})`));
  }

  isGlobal(node) {
    return GLOBALS.has(node.text) && this.isDeclaredOutside(this.checker.getSymbolAtLocation(node));
  }

  isAny(node) {
    return (this.checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0;
  }

  isImported(node) {
    return this.checker.getSymbolAtLocation(node)?.declarations?.some(ts.isImportSpecifier) ?? false;
  }

  isDeclaredOutside(symbol) {
    return symbol?.declarations?.some((declaration) => declaration.getSourceFile().isDeclarationFile) ?? false;
  }

  /** The interface that declares a member. */
  declaredBy(node) {
    const symbol = this.checker.getSymbolAtLocation(node.name);
    if (!this.isDeclaredOutside(symbol)) return undefined;
    const parents = new Set(
      symbol.declarations.map(({ parent }) => (ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent) ? parent.name?.text : undefined)),
    );
    const left = [...parents].find((name) => LEFT.has(name));
    if (left !== undefined) return left;
    const [first] = parents;
    if (parents.size > 1 && new Set([...parents].map((name) => OWNERS[name])).size > 1) this.problem(node, `a member of one of ${[...parents].join(", ")}`);
    return first;
  }

  /** By what the members of an object are taken: `Array`, `Map`; undefined where they are not. */
  ownerOf(node) {
    const declared = this.declaredBy(node);
    if (declared === undefined || LEFT.has(declared) || declared.endsWith("Constructor")) return undefined;
    if (OWNERS[declared] === undefined) return this.problem(node, `a member of ${declared}`);
    return OWNERS[declared].endsWith(".prototype") ? OWNERS[declared].split(".")[0].replace(/^Object$/, declared) : declared;
  }

  /** What `loop()` is given is iterated by the rules of the program. */
  isOfProgram(node) {
    return this.file.fileName.endsWith("/runtime/api.ts") && ts.isForOfStatement(node) && node.expression.getText() === "iterable";
  }

  isList(node) {
    const { flags, types } = this.checker.getTypeAtLocation(node);
    const all = flags & ts.TypeFlags.Union ? types : [this.checker.getTypeAtLocation(node)];
    return all.every((type) => this.checker.isArrayType(type) || this.checker.isTupleType(type));
  }

  isText(node) {
    const type = this.checker.getTypeAtLocation(node);
    return (type.isUnion() ? type.types : [type]).every(({ flags }) => (flags & ts.TypeFlags.StringLike) !== 0);
  }

  /** What is iterated must be something that runtime/own-built-ins.ts knows how to. */
  checkIterable(node) {
    const name = this.checker.getTypeAtLocation(node).getSymbol()?.name;
    if (!ITERATED.has(name)) this.problem(node, `a loop over ${name}`);
  }

  problem(node, what) {
    const { line } = this.file.getLineAndCharacterOfPosition(node.getStart());
    this.problems.push(`${relative(this.root, this.file.fileName)}:${line + 1}: ${what}: ${node.getText().slice(0, 80)}`);
    return undefined;
  }
}

/** Whether something is assigned to, and not read. */
export function isAssigned(node) {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node && node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}
