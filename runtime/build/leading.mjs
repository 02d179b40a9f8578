/** One source of the runtime, with what it calls of the language led to what was taken. */
import { relative } from "node:path";
import ts from "typescript";
import { isAssigned, Meaning } from "./meaning.mjs";
import { ACCESSORS, APART, INSTEAD, OWNERS } from "./names.mjs";

const { factory: f } = ts;
/** Begins the names that what was taken is imported by. */
const OWN = "own$";

export class Leading extends Meaning {
  context;

  constructor(program, context, { file, ...shared }) {
    super(program, file, shared);
    this.context = context;
  }

  done() {
    const file = ts.visitEachChild(this.file, (node) => this.visit(node), this.context);
    const up = relative(this.file.fileName.replace(/[^/]*$/, ""), `${this.root}/runtime/taken.js`);
    const from = f.createStringLiteral(up.startsWith(".") ? up : `./${up}`);
    const names = [...this.used].sort();
    const specifiers = names.map((name) => f.createImportSpecifier(false, f.createIdentifier(name), f.createIdentifier(`${OWN}${name}`)));
    const imported = f.createImportDeclaration(undefined, f.createImportClause(undefined, undefined, f.createNamedImports(specifiers)), from);
    // The compiler of the engine takes a constant of the same file for what it is, and inlines what it calls; not so what is imported.
    const constants = names.map((name) => f.createVariableDeclaration(`$${name}`, undefined, undefined, f.createIdentifier(`${OWN}${name}`)));
    const declared = f.createVariableStatement(undefined, f.createVariableDeclarationList(constants, ts.NodeFlags.Const));
    return names.length === 0 ? file : f.updateSourceFile(file, [imported, declared, ...file.statements]);
  }

  visit(node) {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (ts.isFunctionDeclaration(node) && node.name?.text === APART) return node;
    return this.led(node) ?? this.inside(node);
  }

  inside(node) {
    return ts.visitEachChild(node, (child) => this.visit(child), this.context);
  }

  /** @returns undefined where nothing of it is led elsewhere. */
  led(node) {
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isNewExpression(node)) return this.making(node);
    if (ts.isPropertyAccessExpression(node)) return this.member(node);
    if (ts.isIdentifier(node)) return this.global(node);
    if (ts.isForOfStatement(node)) return this.loop(node);
    if (ts.isArrayLiteralExpression(node)) return this.list(node);
    if (ts.isArrayBindingPattern(node)) return this.pattern(node);
    if (ts.isImportDeclaration(node)) return this.import(node);
    return undefined;
  }

  call(node) {
    const { expression: callee } = node;
    const args = () => node.arguments.map((argument) => this.visit(argument));
    if (node.arguments.some(ts.isSpreadElement)) return this.spreadCall(node);
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    const free = this.freeName(callee);
    if (free !== undefined) return f.createCallExpression(this.own(INSTEAD[free] ?? this.take(free.replace(".", "_"), this.freeText(free))), undefined, args());
    // `Map.prototype.get.call(map, key)`
    if (callee.name.text === "call" && ts.isPropertyAccessExpression(callee.expression)) {
      const method = this.prototypeMember(callee.expression);
      if (method !== undefined) return f.createCallExpression(this.uncurried(method.owner, method.name), undefined, args());
    }
    if (this.isAny(callee.expression)) return this.problem(node, "a call of which the types say nothing");
    const owner = this.ownerOf(callee);
    if (owner === undefined) return undefined;
    const name = callee.name.text;
    if (owner === "Array" && name === "push" && ts.isExpressionStatement(node.parent) && node.arguments.length === 1 && isPlainPath(callee.expression))
      return this.push(callee.expression, args());
    const fn = this.method(owner, name, node);
    return this.of(node, fn, [this.visit(callee.expression), ...args()]);
  }

  /** As a statement, what is pushed is an assignment: `list[list.length] = item`. */
  push(list, [item]) {
    const at = () => this.visit(list);
    return f.createAssignment(f.createElementAccessExpression(at(), f.createPropertyAccessExpression(at(), "length")), item);
  }

  /** Calls a function of something, which may be missing where it is the end of an optional chain. */
  of(node, fn, [target, ...args]) {
    if (!(node.flags & ts.NodeFlags.OptionalChain)) return f.createCallExpression(fn, undefined, [target, ...args]);
    if (continues(node)) return this.problem(node, "something in the middle of an optional chain");
    const it = f.createUniqueName("it");
    const called = f.createCallExpression(fn, undefined, [it, ...args]);
    const isThere = f.createBinaryExpression(it, ts.SyntaxKind.EqualsEqualsToken, f.createNull());
    const body = f.createConditionalExpression(isThere, undefined, f.createVoidZero(), undefined, called);
    const arrow = f.createArrowFunction(undefined, undefined, [f.createParameterDeclaration(undefined, undefined, it)], undefined, undefined, body);
    return f.createCallExpression(f.createParenthesizedExpression(arrow), undefined, [target]);
  }

  method(owner, name, node) {
    if (owner === "String" && /^(replace|replaceAll|split|matchAll|match|search)$/.test(name) && !this.isText(node.arguments[0]))
      return this.byPattern(node, name);
    const instead = INSTEAD[`${owner}_${name}`];
    return instead === undefined ? this.uncurried(owner, name) : this.own(instead);
  }

  /** Methods of texts that are given a pattern. */
  byPattern(node, name) {
    const instead = { split: "splitBy", matchAll: "matches" }[name];
    if (instead !== undefined) return this.own(instead);
    const [pattern, by] = node.arguments;
    if (!name.startsWith("replace") || !this.isText(by) || /\$/.test(by.getText())) return this.problem(node, `${name} with a pattern`);
    const isAll = name === "replaceAll" || (ts.isRegularExpressionLiteral(pattern) && /g[a-z]*$/.test(pattern.text));
    const [text, what, to] = ["text", "what", "to"].map((word) => f.createUniqueName(word));
    const body = f.createCallExpression(this.own("replaceBy"), undefined, [text, what, to, isAll ? f.createTrue() : f.createFalse()]);
    const parameters = [text, what, to].map((one) => f.createParameterDeclaration(undefined, undefined, one));
    return f.createParenthesizedExpression(f.createArrowFunction(undefined, undefined, parameters, undefined, undefined, body));
  }

  /** `f(...items)`. */
  spreadCall(node) {
    const { expression: callee } = node;
    const items = this.joined(node.arguments);
    if (ts.isPropertyAccessExpression(callee)) {
      const free = this.freeName(callee);
      const apply = this.own(this.take("Reflect_apply", "Reflect.apply"));
      if (free !== undefined)
        return f.createCallExpression(apply, undefined, [this.own(this.take(free.replace(".", "_"), this.freeText(free))), f.createVoidZero(), items]);
      const owner = this.ownerOf(callee);
      if (OWNERS[owner] === OWNERS.Function && callee.name.text === "call")
        return f.createCallExpression(apply, undefined, [this.visit(callee.expression), this.visit(node.arguments[0]), this.joined(node.arguments.slice(1))]);
      if (owner === "Array" && callee.name.text === "push")
        return f.createCallExpression(this.own("append"), undefined, [this.visit(callee.expression), items]);
      if (owner === "Array")
        return f.createCallExpression(apply, undefined, [this.own(this.takeRaw(owner, callee.name.text)), this.visit(callee.expression), items]);
    }
    if (!ts.isIdentifier(callee)) return this.problem(node, "a call with a spread list");
    return f.createCallExpression(this.own(this.take("Reflect_apply", "Reflect.apply")), undefined, [this.visit(callee), f.createVoidZero(), items]);
  }

  making(node) {
    const name = ts.isIdentifier(node.expression) && this.isGlobal(node.expression) ? node.expression.text : undefined;
    if (node.arguments?.some(ts.isSpreadElement)) {
      const construct = this.own(this.take("Reflect_construct", "Reflect.construct"));
      return f.createCallExpression(construct, undefined, [this.visit(node.expression), this.joined(node.arguments)]);
    }
    if ((name === "Map" || name === "Set") && node.arguments?.length > 0)
      return f.createCallExpression(
        this.own(name === "Map" ? "mapOf" : "setOf"),
        undefined,
        node.arguments.map((argument) => this.visit(argument)),
      );
    // Its methods are its own: called as methods, the compiler of the engine writes them out.
    if (name === "DataView")
      return f.updateNewExpression(
        node,
        this.own("OwnView"),
        undefined,
        node.arguments.map((argument) => this.visit(argument)),
      );
    if (name === "Proxy") {
      const [target, handler] = node.arguments.map((argument) => this.visit(argument));
      return f.updateNewExpression(node, this.visit(node.expression), undefined, [target, f.createCallExpression(this.own("bare"), undefined, [handler])]);
    }
    return undefined;
  }

  member(node) {
    const free = this.freeName(node);
    if (free !== undefined && this.checker.getTypeAtLocation(node).getCallSignatures().length > 0)
      return this.own(INSTEAD[free] ?? this.take(free.replace(".", "_"), this.freeText(free)));
    const method = this.prototypeMember(node);
    if (method !== undefined) return this.own(this.takeRaw(method.owner, method.name));
    const owner = this.ownerOf(node);
    if (owner === undefined) return undefined;
    const name = node.name.text;
    if (isAssigned(node) || !ACCESSORS[owner]?.includes(name)) return undefined;
    return this.of(node, this.own(this.take(`${owner}_${name}`, `getter(${OWNERS[owner]}, "${name}")`)), [this.visit(node.expression)]);
  }

  global(node) {
    if (!this.isGlobal(node) || !isValue(node)) return undefined;
    const own = this.own(this.take(node.text, node.text));
    return ts.isShorthandPropertyAssignment(node.parent) ? undefined : own;
  }

  loop(node) {
    const isList = this.isList(node.expression);
    const [declaration] = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations : [];
    if (declaration === undefined || node.awaitModifier !== undefined) return this.problem(node, "a loop that declares no variable");
    const name = ts.visitNode(declaration.name, (child) => this.visit(child));
    const body = this.visit(node.statement);
    const flags = node.initializer.flags & ts.NodeFlags.BlockScoped;
    const declared = (value) => f.createVariableDeclarationList([f.createVariableDeclaration(name, undefined, undefined, value)], flags);
    const given = this.visit(node.expression);
    if (!isList) {
      this.checkIterable(node.expression);
      const iterated = this.isOfProgram(node) ? given : f.createCallExpression(this.own("iterated"), undefined, [given]);
      return f.updateForOfStatement(node, undefined, declared(undefined), iterated, body);
    }
    const [at, list] = [f.createUniqueName("at"), f.createUniqueName("list")];
    const begins = f.createVariableDeclarationList(
      [f.createVariableDeclaration(at, undefined, undefined, f.createNumericLiteral(0)), f.createVariableDeclaration(list, undefined, undefined, given)],
      ts.NodeFlags.Let,
    );
    const goesOn = f.createBinaryExpression(at, ts.SyntaxKind.LessThanToken, f.createPropertyAccessExpression(list, "length"));
    const item = f.createVariableStatement(undefined, declared(f.createElementAccessExpression(list, at)));
    const statements = ts.isBlock(body) ? body.statements : [body];
    return f.createForStatement(begins, goesOn, f.createPostfixIncrement(at), f.createBlock([item, ...statements], true));
  }

  list(node) {
    if (ts.isBinaryExpression(node.parent) && node.parent.left === node && node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return this.problem(node, "an assignment to a list of variables");
    return node.elements.some(ts.isSpreadElement) ? this.joined(node.elements) : undefined;
  }

  /** Elements of which some are spread, as one new list. */
  joined(elements) {
    const parts = [];
    let single = [];
    const end = () => {
      if (single.length > 0) parts.push(f.createArrayLiteralExpression(single));
      single = [];
    };
    for (const element of elements) {
      if (!ts.isSpreadElement(element)) {
        single.push(this.visit(element));
        continue;
      }
      end();
      const given = this.visit(element.expression);
      if (!this.isList(element.expression)) this.checkIterable(element.expression);
      parts.push(this.isList(element.expression) ? given : f.createCallExpression(this.own("listOf"), undefined, [given]));
    }
    end();
    return f.createCallExpression(this.own("joined"), undefined, parts);
  }

  /** `[a, b]` as `{ 0: a, 1: b }`. */
  pattern(node) {
    const elements = node.elements.flatMap((element, at) => {
      if (ts.isOmittedExpression(element)) return [];
      if (element.dotDotDotToken !== undefined) return this.problem(element, "the rest of a list") ?? [];
      const name = ts.visitNode(element.name, (child) => this.visit(child));
      const initializer = element.initializer === undefined ? undefined : this.visit(element.initializer);
      return [f.createBindingElement(undefined, f.createNumericLiteral(at), name, initializer)];
    });
    const declared = this.checker.getTypeAtLocation(node);
    if (!this.checker.isArrayLikeType?.(declared) && !this.isList(node)) this.problem(node, "variables that are taken out of something that may be no list");
    return f.createObjectBindingPattern(elements);
  }

  /** Functions of Node: what other modules replace in the module object is not ours. */
  import(node) {
    if (node.importClause?.isTypeOnly || !node.moduleSpecifier.text.startsWith("node:")) return node;
    const bindings = node.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return node;
    const constants = [];
    const specifiers = bindings.elements
      .filter((specifier) => !specifier.isTypeOnly)
      .map((specifier) => {
        const given = f.createUniqueName(specifier.name.text);
        constants.push(f.createVariableDeclaration(specifier.name, undefined, undefined, given));
        return f.updateImportSpecifier(specifier, false, specifier.propertyName ?? f.createIdentifier(specifier.name.text), given);
      });
    const clause = f.updateImportClause(node.importClause, undefined, node.importClause.name, f.updateNamedImports(bindings, specifiers));
    const imported = f.updateImportDeclaration(node, undefined, clause, node.moduleSpecifier, undefined);
    return constants.length === 0 ? imported : [imported, f.createVariableStatement(undefined, f.createVariableDeclarationList(constants, ts.NodeFlags.Const))];
  }
}

/** `a.b.c`: evaluating it twice is evaluating it once. */
function isPlainPath(node) {
  if (ts.isPropertyAccessExpression(node)) return !(node.flags & ts.NodeFlags.OptionalChain) && isPlainPath(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}

/** Whether more of an optional chain stands behind a call. */
function continues({ parent }) {
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent) || ts.isElementAccessExpression(parent)) &&
    !parent.questionDotToken &&
    (parent.flags & ts.NodeFlags.OptionalChain) !== 0
  );
}

/** Whether an identifier is evaluated, and no name of a member or of something that is declared. */
function isValue(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isMethodDeclaration(parent) && !ts.isPropertyDeclaration(parent);
}
