import type ts from "typescript";
import { isWrapping } from "../../analyse/nodes.ts";
import { isRemembered, type Inner, type SubtreeMemory } from "./subtree-memory.ts";
import { collectTokens, firstToken, tokenAt, type Range, type Tokens } from "./tokens.ts";

/** What a statement list belongs to. */
export type ListRole =
  | "file"
  | "function"
  | "module"
  | "block"
  | "if"
  | "else"
  | "for"
  | "for-of"
  | "for-in"
  | "while"
  | "do"
  | "try"
  | "catch"
  | "finally"
  | "case"
  | "default"
  | "label"
  | "static";

/** A list of statements: the body of a file, function, block or clause; or the one statement that stands where a block could. */
export interface StatementList {
  readonly id: number;
  readonly role: ListRole;
  /** The node that holds the statements; where `bare`, the statement itself. */
  readonly node: ts.Node;
  /** The node that the header belongs to: the `if`, the loop, the function. */
  readonly owner: ts.Node;
  /** A single statement without braces. */
  readonly bare: boolean;
  /** Without the excluded ones. */
  readonly statements: readonly ts.Statement[];
  readonly parent: StatementList | undefined;
  /** Index of the parent's statement that contains this list. */
  readonly slot: number;
  /** Nearest list of role function or file, itself included. */
  readonly frame: StatementList;
  /** Dotted name for functions that have one, "" otherwise. */
  readonly name: string;
  /** Token indexes: header and body, and the body's inside. */
  readonly first: number;
  readonly open: number;
  readonly close: number;
  /** Token indexes of the header; for callbacks it includes what stands before them in the call. */
  readonly header: readonly [number, number];
  readonly children: StatementList[];
}

/** A parsed text with its tokens and statement lists. */
export interface Tree {
  readonly path: string;
  readonly text: string;
  readonly file: ts.SourceFile;
  readonly tokens: Tokens;
  /** In source order; the first is the file. */
  readonly lists: readonly StatementList[];
  readonly excluded: readonly Range[];
}

/** Indexes a text. Statements within `excluded` ranges are treated as if they were not there. */
export function buildTree(compiler: typeof ts, file: ts.SourceFile, memory: SubtreeMemory, excluded: readonly Range[] = []): Tree {
  const tokens = collectTokens(compiler, file, memory, excluded);
  const lists: StatementList[] = [];
  const tree: Tree = { path: file.fileName, text: file.text, file, tokens, lists, excluded };
  const isExcluded = (node: ts.Node): boolean => excluded.some((range) => node.end === range.end && node.getStart(file) === range.start);
  const touchesExcluded = (node: ts.Node): boolean => excluded.some((range) => range.start < node.end && node.pos < range.end);

  const visit = (node: ts.Node, parent: StatementList, slot: number): void => {
    if (isExcluded(node)) return;
    if (isRemembered(compiler, node) && !touchesExcluded(node)) {
      let known = memory.inner.get(node);
      if (!known) memory.inner.set(node, (known = innerLists(compiler, node)));
      for (const [outer, child] of known) open(child, describe(compiler, outer, child)!, parent, slot);
      return;
    }
    compiler.forEachChild(node, (child) => {
      const place = describe(compiler, node, child);
      if (place) open(child, place, parent, slot);
      else visit(child, parent, slot);
    });
  };
  const open = (node: ts.Node, place: Place, parent: StatementList | undefined, slot: number): void => {
    const all = place.bare ? [node as ts.Statement] : (node as ts.Block).statements;
    const statements = all.filter((statement) => !isExcluded(statement));
    const body = bodyTokens(tokens, node, place);
    const first = place.role === "file" ? 0 : headStart(tokens, place, node);
    const list: Omit<StatementList, "frame"> & { frame: StatementList } = {
      id: lists.length,
      role: place.role,
      node,
      owner: place.owner,
      bare: place.bare,
      statements,
      parent,
      slot,
      frame: undefined as unknown as StatementList,
      name: place.role === "function" ? functionName(compiler, place.owner, file) : "",
      first,
      open: body[0],
      close: body[1],
      header: headerTokens(compiler, tokens, place, node),
      children: [],
    };
    list.frame = place.role === "function" || !parent ? list : parent.frame;
    lists.push(list);
    parent?.children.push(list);
    if (place.bare) visit(node, list, 0);
    else
      statements.forEach((statement, index) => {
        const inner = describe(compiler, node, statement);
        if (inner) open(statement, inner, list, index);
        else visit(statement, list, index);
      });
  };
  open(file, { role: "file", owner: file, bare: false }, undefined, 0);
  return tree;
}

/** The lists within a node, not those within them. */
function innerLists(compiler: typeof ts, node: ts.Node): Inner[] {
  const found: Inner[] = [];
  const { FirstNode } = compiler.SyntaxKind;
  const visit = (outer: ts.Node): void =>
    compiler.forEachChild(outer, (child) => {
      if (child.kind < FirstNode) return;
      if (describe(compiler, outer, child)) found.push([outer, child]);
      else visit(child);
    });
  visit(node);
  return found;
}

/** The list and the index in it at which a statement of the given offsets stands; undefined where it is no statement. */
export function findStatement(compiler: typeof ts, file: ts.SourceFile, range: Range): ts.Statement[] {
  const found: ts.Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end <= range.start || node.pos >= range.end) return;
    if (compiler.isStatement(node) && !compiler.isBlock(node)) {
      const start = node.getStart(file);
      if (start >= range.start && start < range.end && node.end <= Math.max(range.end, range.start + 1)) {
        found.push(node);
        return;
      }
      if (start === range.start && isLeaf(compiler, node)) {
        found.push(node);
        return;
      }
    }
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

interface Place {
  readonly role: ListRole;
  readonly owner: ts.Node;
  readonly bare: boolean;
}

function isLeaf(compiler: typeof ts, node: ts.Node): boolean {
  return compiler.isExpressionStatement(node) || compiler.isVariableStatement(node);
}

/** Tells whether `child` of `parent` is a statement list, and of what. */
function describe(compiler: typeof ts, parent: ts.Node, child: ts.Node): Place | undefined {
  const kinds = compiler.SyntaxKind;
  if (compiler.isBlock(child)) return { role: blockRole(compiler, parent, child), owner: parent, bare: false };
  if (child.kind === kinds.ModuleBlock) return { role: "module", owner: parent, bare: false };
  if (child.kind === kinds.CaseClause) return { role: "case", owner: child, bare: false };
  if (child.kind === kinds.DefaultClause) return { role: "default", owner: child, bare: false };
  if (!compiler.isStatement(child)) return undefined;
  if (compiler.isIfStatement(parent)) {
    if (child === parent.thenStatement) return { role: "if", owner: parent, bare: true };
    if (child === parent.elseStatement && !compiler.isIfStatement(child)) return { role: "else", owner: parent, bare: true };
    return undefined;
  }
  if (compiler.isIterationStatement(parent, false) && child === parent.statement)
    return { role: blockRole(compiler, parent, child), owner: parent, bare: true };
  return undefined;
}

function blockRole(compiler: typeof ts, parent: ts.Node, child: ts.Node): ListRole {
  const kinds = compiler.SyntaxKind;
  if (compiler.isFunctionLike(parent)) return "function";
  switch (parent.kind) {
    case kinds.IfStatement:
      return (parent as ts.IfStatement).elseStatement === child ? "else" : "if";
    case kinds.ForStatement:
      return "for";
    case kinds.ForOfStatement:
      return "for-of";
    case kinds.ForInStatement:
      return "for-in";
    case kinds.WhileStatement:
      return "while";
    case kinds.DoStatement:
      return "do";
    case kinds.TryStatement:
      return (parent as ts.TryStatement).finallyBlock === child ? "finally" : "try";
    case kinds.CatchClause:
      return "catch";
    case kinds.LabeledStatement:
      return "label";
    case kinds.ClassStaticBlockDeclaration:
      return "static";
    default:
      return "block";
  }
}

/** The first token of a header: `else` and `finally` stand before their block, and no node is theirs. */
function headStart(tokens: Tokens, place: Place, node: ts.Node): number {
  if (place.role === "else" || place.role === "finally") return Math.max(0, firstToken(tokens, node) - 1);
  return firstToken(tokens, place.role === "block" ? node : place.owner);
}

/** Token range inside the braces (or of the bare statement, or behind the clause's colon). */
function bodyTokens(tokens: Tokens, node: ts.Node, place: Place): [number, number] {
  if (place.role === "file") return [0, tokens.pos.length];
  if (place.bare) return [firstToken(tokens, node), tokenAt(tokens, node.end)];
  if (place.role === "case" || place.role === "default") return [tokenAt(tokens, (node as ts.CaseClause).statements.pos), tokenAt(tokens, node.end)];
  const open = firstToken(tokens, node) + 1;
  return [open, Math.max(open, tokenAt(tokens, node.end) - 1)];
}

/** How many tokens before a callback tell which one it is. */
const CALL_CONTEXT = 12;

function headerTokens(compiler: typeof ts, tokens: Tokens, place: Place, node: ts.Node): [number, number] {
  if (place.role === "file") return [0, 0];
  const body = tokenAt(tokens, place.role === "case" || place.role === "default" ? (node as ts.CaseClause).statements.pos : node.pos);
  if (place.role === "block") return [body, body];
  if (place.role === "else" && compiler.isIfStatement(place.owner)) {
    return [firstToken(tokens, place.owner.expression), tokenAt(tokens, place.owner.expression.end)];
  }
  const start = place.role === "finally" ? body : firstToken(tokens, place.owner);
  if (place.role === "do" && compiler.isDoStatement(place.owner)) {
    return [firstToken(tokens, place.owner.expression), tokenAt(tokens, place.owner.expression.end)];
  }
  if (place.role !== "function" || !isExpressionFunction(compiler, place.owner)) return [start, body];
  let statement: ts.Node = place.owner;
  while (statement.parent && !compiler.isStatement(statement) && !compiler.isBlock(statement.parent) && !compiler.isClassElement(statement))
    statement = statement.parent;
  return [Math.max(firstToken(tokens, statement), start - CALL_CONTEXT), body];
}

function isExpressionFunction(compiler: typeof ts, node: ts.Node): boolean {
  return compiler.isArrowFunction(node) || compiler.isFunctionExpression(node);
}

/** Dotted name of a function: its own, that of what it is assigned to, with the enclosing class, object or namespace before it. */
function functionName(compiler: typeof ts, node: ts.Node, file: ts.SourceFile): string {
  const own = ownName(compiler, node, file);
  if (own === "") return "";
  for (let outer = node.parent; outer && !compiler.isSourceFile(outer); outer = outer.parent) {
    if (compiler.isFunctionLike(outer)) break;
    if (compiler.isClassLike(outer) || compiler.isObjectLiteralExpression(outer)) {
      const name = ownName(compiler, outer, file);
      return name === "" ? own : `${name}.${own}`;
    }
  }
  return own;
}

function ownName(compiler: typeof ts, node: ts.Node, file: ts.SourceFile): string {
  const text = (name: ts.Node): string => file.text.slice(name.getStart(file), name.end).replace(/\s+/g, "");
  if (compiler.isConstructorDeclaration(node)) return "constructor";
  const named = node as ts.NamedDeclaration;
  const prefix = compiler.isGetAccessor(node) ? "get " : compiler.isSetAccessor(node) ? "set " : "";
  if (named.name) return prefix + text(named.name);
  const parent = node.parent;
  if (isWrapping(compiler, parent) || wraps(compiler, parent, node)) return ownName(compiler, parent, file);
  if (compiler.isVariableDeclaration(parent) || compiler.isPropertyAssignment(parent) || compiler.isPropertyDeclaration(parent)) return text(parent.name);
  if (compiler.isBinaryExpression(parent) && parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken && parent.right === node) return text(parent.left);
  return "";
}

/** A call that only decorates the function it is given, `memoize(function () {})`: what it returns stands for the function. */
function wraps(compiler: typeof ts, parent: ts.Node, node: ts.Node): parent is ts.CallExpression {
  if (!compiler.isCallExpression(parent) || parent.expression === node || !isExpressionFunction(compiler, node)) return false;
  return parent.arguments.filter((argument) => isExpressionFunction(compiler, argument)).length === 1;
}
