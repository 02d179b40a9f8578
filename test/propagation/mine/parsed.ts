/** What mining looks at in one text. It shares nothing with propagation itself, so that both cannot be wrong in the same way. */
import ts from "typescript";

/** A call that stands as a statement. */
export interface CallStatement {
  readonly node: ts.Statement;
  readonly start: number;
  readonly end: number;
  /** Its tokens, one space between them; quotes are alike, semicolons and trailing commas left out. */
  readonly words: string;
  readonly isLog: boolean;
  /** Names of the functions, classes and namespaces around it, outermost first; a function without a name is `*`. */
  readonly functionPath: string;
  /** The first string in it that says enough to be known again. */
  readonly literal: string | undefined;
}

/** One text, parsed. */
export interface Parsed {
  readonly source: ts.SourceFile;
  readonly functions: readonly ts.SignatureDeclaration[];
  /** What its statements say, those of so many words that they are not alike by chance. */
  readonly said: ReadonlySet<string>;
  readonly calls: readonly CallStatement[];
  readonly byWords: ReadonlyMap<string, readonly CallStatement[]>;
  readonly byLiteral: ReadonlyMap<string, readonly CallStatement[]>;
}

/** A node that has statements. */
export type List = ts.SourceFile | ts.Block | ts.ModuleBlock | ts.CaseOrDefaultClause;

const LOG =
  /(^|\.)(console|_?logger|_?log|logging|winston|_?debug|dbg|reporter|consola|npmlog|signale|print\w*|app\.debug|bunyan|ui|cli|GENERAL_LOG|UX)(\??\.\w+)?$|\.(log|debug|info|warn|trace|verbose)$|(^|\.)(log|debug|warn|info|error|print)[A-Z]?\w*$/;
const TELLING = 10;
/** Shorter statements are alike by chance. */
const ENOUGH_WORDS = 5;

/** Parses; `undefined` where the compiler finds syntax errors. */
export function parsed(text: string, path: string): Parsed | undefined {
  const source = sourceOf(text, path);
  if (hasErrors(source)) return undefined;
  const calls: CallStatement[] = [];
  const functions: ts.SignatureDeclaration[] = [];
  const said = new Set<string>();
  walk(source, (node) => {
    if (ts.isFunctionLike(node)) functions.push(node);
    if (isTelling(node)) said.add(wordsText(node));
    if (!isList(node)) return;
    for (const statement of node.statements) {
      const call = callOf(statement);
      if (!call) continue;
      const callee = call.expression.getText(source).replace(/\s+/g, "");
      calls.push({
        node: statement,
        start: statement.getStart(source),
        end: statement.end,
        words: wordsText(statement),
        isLog: LOG.test(callee),
        functionPath: functionPath(statement),
        literal: literalOf(call),
      });
    }
  });
  return { source, functions, said, calls, byWords: grouped(calls, (one) => one.words), byLiteral: grouped(calls, (one) => one.literal) };
}

/** The compiler's tree, with parents. */
function sourceOf(text: string, path: string): ts.SourceFile {
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : /\.[cm]?ts$/.test(path) ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
}

/** Whether the compiler found syntax errors. */
function hasErrors(source: ts.SourceFile): boolean {
  return (source as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics.length > 0;
}

/** The same as one text. */
export function wordsText(node: ts.Node): string {
  return wordsOf(node).join(" ");
}

/** A statement of a list that says enough to be known again. */
export function isTelling(node: ts.Node): boolean {
  return ts.isStatement(node) && !ts.isBlock(node) && isList(node.parent) && wordsOf(node).length >= ENOUGH_WORDS;
}

interface Word {
  readonly start: number;
  readonly text: string;
}

const wordsSeen = new WeakMap<ts.Node, readonly string[]>();
const wordsOfFile = new WeakMap<ts.SourceFile, readonly Word[]>();

/** The tokens of a node, without comments, semicolons and trailing commas; quotes are alike. */
export function wordsOf(node: ts.Node): readonly string[] {
  const seen = wordsSeen.get(node);
  if (seen) return seen;
  const source = node.getSourceFile();
  const all = wordsOfFile.get(source) ?? collected(source);
  wordsOfFile.set(source, all);
  const from = indexAt(all, node.getStart(source));
  const words = all.slice(from, indexAt(all, node.end)).map(({ text }) => text);
  wordsSeen.set(node, words);
  return words;
}

function collected(source: ts.SourceFile): Word[] {
  const words: Word[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || node.kind === ts.SyntaxKind.EndOfFileToken) return;
    const children = node.getChildren(source);
    if (children.length > 0) return children.forEach(collect);
    const start = node.getStart(source);
    const text = source.text.slice(start, node.end);
    if (text === "" || text === ";") return;
    if (/^[)\]}]$/.test(text) && words.at(-1)?.text === ",") words.pop();
    words.push({ start, text: ts.isStringLiteral(node) ? `'${text.slice(1, -1)}'` : text });
  };
  collect(source);
  return words;
}

/** Index of the first word that starts at an offset or behind it. */
function indexAt(words: readonly Word[], offset: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every node, outermost first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Whether statements stand in it. */
export function isList(node: ts.Node): node is List {
  return ts.isSourceFile(node) || ts.isBlock(node) || ts.isModuleBlock(node) || ts.isCaseOrDefaultClause(node);
}

/** The name that a function is called by. */
export function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const name = (node as ts.NamedDeclaration).name;
  if (name) return name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return parent.name.getText();
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) return parent.left.getText().replace(/\s+/g, "");
  return undefined;
}

/** The innermost function around a node, or the file. */
export function functionAround(node: ts.Node): ts.Node {
  for (let at = node.parent; ; at = at.parent) if (ts.isFunctionLike(at) || ts.isSourceFile(at)) return at;
}

/** Names of the functions, classes and namespaces around a node, outermost first. */
function functionPath(node: ts.Node): string {
  const names: string[] = [];
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent)
    if (ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isModuleDeclaration(at)) names.unshift(nameOf(at) ?? "*");
  return names.join(" > ");
}

/** The path of what stands in a function. */
export function pathInside(node: ts.SignatureDeclaration): string {
  const outside = functionPath(node);
  return `${outside}${outside === "" ? "" : " > "}${nameOf(node) ?? "*"}`;
}

function callOf(statement: ts.Statement): ts.CallExpression | undefined {
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  const inner = ts.isAwaitExpression(expression) || ts.isVoidExpression(expression) ? expression.expression : expression;
  return ts.isCallExpression(inner) ? inner : undefined;
}

function literalOf(call: ts.CallExpression): string | undefined {
  let found: string | undefined;
  for (const argument of call.arguments)
    walk(argument, (node) => {
      if (ts.isFunctionLike(node.parent)) return;
      if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) && node.text.trim().length >= TELLING) found ??= node.text;
    });
  return found;
}

function grouped(calls: readonly CallStatement[], key: (one: CallStatement) => string | undefined): Map<string, CallStatement[]> {
  const groups = new Map<string, CallStatement[]>();
  for (const one of calls) {
    const of = key(one);
    if (of !== undefined) groups.set(of, [...(groups.get(of) ?? []), one]);
  }
  return groups;
}
