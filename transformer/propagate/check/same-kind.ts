/** Whether what a statement is written with in an older version is the kind of thing that it is in the newest one. */
import type ts from "typescript";
import { quoted } from "../refusal.ts";
import type { CheckedFile } from "./complaints.ts";
import { calledThen } from "./renamed-member.ts";
import type { TypeComplaint } from "./statement-check.ts";

/** The same statement in both versions. */
export interface StatementPair {
  readonly newest: { readonly checked: CheckedFile; readonly node: ts.Node };
  readonly older: { readonly checked: CheckedFile; readonly node: ts.Node };
}

/** Says which name stands for something of another kind: for text instead of a number; undefined where none does, or nothing is known. */
export function otherKind(compiler: typeof ts, { newest, older }: StatementPair): TypeComplaint | undefined {
  const compare = (now: ts.Node, then: ts.Node): TypeComplaint | undefined => {
    if (isName(compiler, now) && textOf(now) !== textOf(then)) {
      const [is, was] = [valueType(newest.checked, now), valueType(older.checked, then)];
      const [kinds, kindsThen] = [kindsOf(compiler, newest.checked.checker, is), kindsOf(compiler, older.checked.checker, was)];
      if (!kinds || !kindsThen || [...kinds].some((kind) => kindsThen.has(kind))) return undefined;
      const [type, typeThen] = [newest.checked.checker.typeToString(is), older.checked.checker.typeToString(was)];
      const reason = `${textOf(then)} would be written for ${textOf(now)}, but is ${quoted(typeThen)} there, and ${textOf(now)} is ${quoted(type)} in the newest version`;
      if (!compiler.isPropertyAccessExpression(now) || !compiler.isPropertyAccessExpression(then)) return { reason };
      const property = now.name.text;
      const objects = [newest, older].map(({ checked }, index) => ({ checked, type: valueType(checked, (index === 0 ? now : then).expression) }));
      const name = calledThen(compiler, objects[0]!, objects[1]!, property);
      return name === undefined ? { reason } : { reason, instead: { property, name } };
    }
    if (now.kind !== then.kind) return undefined;
    const [children, childrenThen] = [childrenOf(compiler, now), childrenOf(compiler, then)];
    if (children.length !== childrenThen.length) return undefined;
    for (const [index, child] of children.entries()) {
      const found = compare(child, childrenThen[index]!);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return compare(newest.node, older.node);
}

/** Whether a node is a name, or a name with a property: what is written in another way there. */
function isName(compiler: typeof ts, node: ts.Node): boolean {
  if (!compiler.isPropertyAccessExpression(node)) return compiler.isIdentifier(node) && !compiler.isShorthandPropertyAssignment(node.parent);
  return compiler.isIdentifier(node.expression) || node.expression.kind === compiler.SyntaxKind.ThisKeyword;
}

function textOf(node: ts.Node): string {
  return node.getText().replace(/\s+/g, "");
}

function valueType({ checker }: CheckedFile, node: ts.Node): ts.Type {
  return checker.getNonNullableType(checker.getTypeAtLocation(node));
}

function childrenOf(compiler: typeof ts, node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  compiler.forEachChild(node, (child) => void children.push(child));
  return children;
}

/** What `typeof` and `Array.isArray` may tell of a value; undefined where the type says nothing. */
function kindsOf(compiler: typeof ts, checker: ts.TypeChecker, type: ts.Type): ReadonlySet<string> | undefined {
  const { TypeFlags: flags } = compiler;
  const known: readonly [number, string][] = [
    [flags.StringLike, "string"],
    [flags.NumberLike, "number"],
    [flags.BigIntLike, "bigint"],
    [flags.BooleanLike, "boolean"],
    [flags.ESSymbolLike, "symbol"],
  ];
  const kinds = new Set<string>();
  for (const one of type.isUnion() ? type.types : [type]) {
    const primitive = known.find(([flag]) => (one.flags & flag) !== 0);
    if (primitive) kinds.add(primitive[1]);
    else if (!(one.flags & flags.Object)) return undefined;
    else if (checker.isArrayType(one) || checker.isTupleType(one)) kinds.add("array");
    else kinds.add(one.getCallSignatures().length > 0 ? "function" : "object");
  }
  return kinds;
}
