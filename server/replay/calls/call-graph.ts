/**
 * Who may call whom in a program, by names alone.
 *
 * Invariants
 * 1. It errs towards "may call": a function is left out only where every way to it is known and none is taken.
 * 2. A function that is written inside another counts as part of it, besides standing for itself.
 *
 * A call `f()` or `x.f()` may run every function that is named `f` anywhere, under any of its aliases. A call whose name
 * belongs to no function of the program, and is not a known method of the language, may run every *escaping* function:
 * one that is used as a value, and methods. Accessors, constructors, field initialisers and methods that the language or Node itself calls may run
 * anywhere, and so may generators: they go on wherever somebody asks for more.
 */
import type ts from "typescript";
import { innermost, outermost } from "../../../transformer/analyse/nodes.ts";
import { isCallbackBuiltin, isImplicitMethod, isPureBuiltin, isSynchronousCallback } from "./known-calls.ts";

/** A function of the program: what it does when it is called. */
export interface FunctionNode {
  readonly module: string;
  readonly start: number;
  readonly end: number;
  readonly names: ReadonlySet<string>;
  /** May be called without being named: accessors, constructors, methods that the language calls. */
  readonly implicit: boolean;
  /** A method, used as a value, or without a name: an unknown call may run it. */
  escapes: boolean;
  /** Used as a value, or without a name and not called where it is written: it may be called at any time. */
  handed: boolean;
  readonly calls: Calls;
}

/** What a stretch of code may call. */
export interface Calls {
  readonly names: Set<string>;
  /** A call that may run any escaping function. */
  unknown: boolean;
  /** `import()` or `require()`: may run the top level of another module. */
  loads: boolean;
}

/** The functions of a program. */
export interface CallGraph {
  /** Its modules, parsed, by path. */
  readonly files: ReadonlyMap<string, ts.SourceFile>;
  readonly functions: readonly FunctionNode[];
  readonly byName: ReadonlyMap<string, readonly FunctionNode[]>;
  /** Names that mean other names: `import { step as s }` gives s -> step. */
  readonly aliases: ReadonlyMap<string, ReadonlySet<string>>;
  /** The calls in a part of a module: of every node that starts in it. */
  callsIn(module: string, start: number, end: number): Calls;
}

/** Parses the texts of a program, by path. */
export function parseModules(ts_: typeof ts, texts: ReadonlyMap<string, string>): Map<string, ts.SourceFile> {
  return new Map([...texts].map(([path, text]) => [path, ts_.createSourceFile(path, text, ts_.ScriptTarget.Latest, true)]));
}

/** Builds the graph over the texts of a program. `ts_` is the compiler to parse with. */
export function buildCallGraph(ts_: typeof ts, texts: ReadonlyMap<string, string>): CallGraph {
  const files = parseModules(ts_, texts);
  const functions: FunctionNode[] = [];
  const aliases = new Map<string, Set<string>>();
  const functionNames = new Set<string>();
  for (const [module, file] of files) collect({ ts_, module, functions, aliases, functionNames }, file);
  const reader: CallReader = { ts_, functionNames, aliases };
  const values = new Set<string>();
  for (const file of files.values()) collectValues(reader, file, values);
  for (const [index, found] of functions.entries()) {
    const file = files.get(found.module)!;
    const calls = readCalls(reader, file, found.start, found.end);
    const isValue = [...found.names].some((name) => reaches(aliases, values, name));
    functions[index] = { ...found, calls, escapes: found.escapes || isValue, handed: found.handed || isValue };
  }
  const byName = new Map<string, FunctionNode[]>();
  for (const found of functions) for (const name of found.names) byName.set(name, [...(byName.get(name) ?? []), found]);
  return { files, functions, byName, aliases, callsIn: (module, start, end) => readCalls(reader, files.get(module)!, start, end) };
}

/** Whether `name` or a name that stands for it is used as a value. */
function reaches(aliases: ReadonlyMap<string, ReadonlySet<string>>, values: ReadonlySet<string>, name: string): boolean {
  if (values.has(name)) return true;
  for (const [alias, meant] of aliases) if (meant.has(name) && values.has(alias)) return true;
  return false;
}

interface Collector {
  readonly ts_: typeof ts;
  readonly module: string;
  readonly functions: FunctionNode[];
  readonly aliases: Map<string, Set<string>>;
  readonly functionNames: Set<string>;
}

function collect(into: Collector, node: ts.Node): void {
  const { ts_ } = into;
  if (ts_.isFunctionLike(node) && "body" in node && node.body !== undefined) addFunction(into, node);
  else if (ts_.isPropertyDeclaration(node) && node.initializer !== undefined) addImplicit(into, node);
  else if (ts_.isClassStaticBlockDeclaration(node)) addImplicit(into, node);
  if (ts_.isClassLike(node) && node.name !== undefined) into.functionNames.add(node.name.text);
  if (ts_.isImportSpecifier(node) || ts_.isExportSpecifier(node)) {
    if (node.propertyName !== undefined) alias(into, node.name.text, node.propertyName.text);
  } else if (ts_.isImportClause(node) && node.name !== undefined) {
    alias(into, node.name.text, "default");
  } else if (ts_.isExportAssignment(node) && ts_.isIdentifier(node.expression)) {
    alias(into, "default", node.expression.text);
  }
  ts_.forEachChild(node, (child) => collect(into, child));
}

function alias(into: Collector, name: string, meant: string): void {
  if (name === meant) return;
  const known = into.aliases.get(name) ?? new Set();
  known.add(meant);
  into.aliases.set(name, known);
}

function addFunction(into: Collector, node: ts.FunctionLike): void {
  const { ts_, module } = into;
  const names = namesOf(ts_, node);
  const accessor = ts_.isGetAccessor(node) || ts_.isSetAccessor(node) || ts_.isConstructorDeclaration(node);
  const computed = node.name !== undefined && ts_.isComputedPropertyName(node.name);
  const isGenerator = "asteriskToken" in node && node.asteriskToken !== undefined;
  const implicit = accessor || computed || isGenerator || [...names].some(isImplicitMethod);
  for (const name of names) into.functionNames.add(name);
  const escapes = ts_.isFunctionDeclaration(node)
    ? false
    : names.size === 0
      ? !runsInPlace(ts_, node)
      : !ts_.isVariableDeclaration(outermost(ts_, node).parent);
  into.functions.push({
    module,
    start: node.getStart(),
    end: node.end,
    names,
    implicit,
    escapes,
    handed: escapes && names.size === 0 && !accessor,
    calls: emptyCalls(),
  });
}

function addImplicit(into: Collector, node: ts.Node): void {
  into.functions.push({
    module: into.module,
    start: node.getStart(),
    end: node.end,
    names: new Set(),
    implicit: true,
    escapes: true,
    handed: false,
    calls: emptyCalls(),
  });
}

/** Whether a function without a name is called where it is written, or by a method of the language that does so at once: then it is just a part of what is around it. */
function runsInPlace(ts_: typeof ts, node: ts.Node): boolean {
  const outer = outermost(ts_, node);
  const call = outer.parent;
  if (!ts_.isCallExpression(call)) return false;
  return call.expression === outer || (ts_.isPropertyAccessExpression(call.expression) && isSynchronousCallback(call.expression.name.text));
}

/** Names under which a function can be called: its own, of the binding it initialises, of the property it stands in. */
function namesOf(ts_: typeof ts, node: ts.FunctionLike): Set<string> {
  const names = new Set<string>();
  const add = (name: ts.Node | undefined): void => {
    if (name !== undefined && (ts_.isIdentifier(name) || ts_.isPrivateIdentifier(name) || ts_.isStringLiteral(name))) names.add(name.text);
  };
  add(node.name);
  if (ts_.isFunctionDeclaration(node) && hasDefault(ts_, node)) names.add("default");
  const parent = outermost(ts_, node).parent;
  if (ts_.isVariableDeclaration(parent) && isConst(ts_, parent)) add(parent.name);
  if (ts_.isExportAssignment(parent)) names.add("default");
  return names;
}

function hasDefault(ts_: typeof ts, node: ts.FunctionDeclaration): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === ts_.SyntaxKind.DefaultKeyword) === true;
}

function isConst(ts_: typeof ts, node: ts.VariableDeclaration): boolean {
  return (node.parent.flags & ts_.NodeFlags.Const) !== 0;
}

interface CallReader {
  readonly ts_: typeof ts;
  readonly functionNames: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Names of functions that are used other than by calling them. */
function collectValues(reader: CallReader, node: ts.Node, values: Set<string>): void {
  const { ts_ } = reader;
  if ((ts_.isIdentifier(node) || ts_.isPrivateIdentifier(node)) && !isNameOrCallee(ts_, node)) values.add(node.text);
  else if (ts_.isStringLiteralLike(node) && ts_.isElementAccessExpression(node.parent)) values.add(node.text);
  ts_.forEachChild(node, (child) => collectValues(reader, child, values));
}

/** Whether an identifier only declares, imports, exports or calls what it names. */
function isNameOrCallee(ts_: typeof ts, node: ts.Identifier | ts.PrivateIdentifier): boolean {
  const parent = node.parent;
  if (ts_.isCallExpression(parent) && parent.expression === node) return true;
  if (ts_.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts_.isCallExpression(parent.parent) && parent.parent.expression === parent;
  }
  if (ts_.isImportSpecifier(parent) || ts_.isExportSpecifier(parent) || ts_.isImportClause(parent) || ts_.isExportAssignment(parent)) return true;
  if (ts_.isTypeReferenceNode(parent) || ts_.isTypeQueryNode(parent)) return true;
  return "name" in parent && parent.name === node && !ts_.isPropertyAccessExpression(parent) && !ts_.isShorthandPropertyAssignment(parent);
}

function readCalls(reader: CallReader, file: ts.SourceFile, start: number, end: number): Calls {
  const calls = emptyCalls();
  visit(file);
  return calls;

  function visit(node: ts.Node): void {
    if (node.end <= start || node.pos >= end) return;
    if (node.getStart(file) >= start) readCall(reader, node, calls);
    reader.ts_.forEachChild(node, visit);
  }
}

function emptyCalls(): Calls {
  return { names: new Set(), unknown: false, loads: false };
}

function readCall({ ts_, functionNames, aliases }: CallReader, node: ts.Node, calls: Calls): void {
  if (ts_.isTaggedTemplateExpression(node)) calledName(node.tag);
  else if (ts_.isDecorator(node)) calls.unknown = true;
  else if (ts_.isNewExpression(node)) {
    const own = ts_.isIdentifier(node.expression) && (isPureBuiltin(node.expression.text) || functionNames.has(node.expression.text));
    if (ts_.isIdentifier(node.expression)) calls.names.add(node.expression.text);
    if (!own) calls.unknown = true;
  } else if (ts_.isCallExpression(node)) {
    if (node.expression.kind === ts_.SyntaxKind.ImportKeyword) calls.loads = true;
    else calledName(node.expression, node.arguments);
  }

  function calledName(callee: ts.Expression, args: readonly ts.Expression[] = []): void {
    const name = ts_.isIdentifier(callee) || ts_.isPropertyAccessExpression(callee) ? (ts_.isIdentifier(callee) ? callee.text : callee.name.text) : null;
    if (name === "require" && ts_.isIdentifier(callee)) calls.loads = true;
    if (name === null) {
      if (callee.kind !== ts_.SyntaxKind.SuperKeyword && !isInlineFunction(ts_, callee)) calls.unknown = true;
      return;
    }
    calls.names.add(name);
    if (ts_.isPropertyAccessExpression(callee) && (name === "call" || name === "apply")) calledName(callee.expression);
    if (name === "eval") for (const any of functionNames) calls.names.add(any);
    if (functionNames.has(name) || aliases.has(name)) return;
    if (isPureBuiltin(name) || isWriteOfProcess(ts_, callee)) for (const argument of args) nameIn(argument);
    else if (!(isCallbackBuiltin(name) && args.every((argument) => isKnownArgument(argument)))) calls.unknown = true;
  }

  /** Something of the name of a known function may call what it is given all the same. */
  function nameIn(argument: ts.Expression): void {
    const name = ts_.isPropertyAccessExpression(argument) ? argument.name : argument;
    if (ts_.isIdentifier(name) && functionNames.has(name.text)) calls.names.add(name.text);
  }

  /** A callback that is written in place is read as part of the caller; one that is named counts as a call of that name. */
  function isKnownArgument(argument: ts.Expression): boolean {
    if (ts_.isArrowFunction(argument) || ts_.isFunctionExpression(argument) || ts_.isLiteralExpression(argument)) return true;
    if (argument.kind === ts_.SyntaxKind.TrueKeyword || argument.kind === ts_.SyntaxKind.FalseKeyword || argument.kind === ts_.SyntaxKind.NullKeyword)
      return true;
    if (ts_.isArrayLiteralExpression(argument) || ts_.isObjectLiteralExpression(argument) || ts_.isPrefixUnaryExpression(argument)) return true;
    if (!ts_.isIdentifier(argument)) return false;
    if (isPureBuiltin(argument.text)) return true;
    if (!functionNames.has(argument.text)) return false;
    calls.names.add(argument.text);
    return true;
  }
}

/** Other streams may have listeners. */
function isWriteOfProcess(ts_: typeof ts, callee: ts.Expression): boolean {
  return ts_.isPropertyAccessExpression(callee) && /^process\.std(?:out|err)\.write$/.test(callee.getText());
}

function isInlineFunction(ts_: typeof ts, callee: ts.Expression): boolean {
  const inner = innermost(ts_, callee);
  return ts_.isArrowFunction(inner) || ts_.isFunctionExpression(inner);
}
