/**
 * Whether a complaint is one of the version's own types, and would stand in every set-up of the project.
 *
 * Imports from packages are unknown here, so classes may have members, and conditions may say things, that are not seen: where that may be so, nothing is certain.
 */
import type ts from "typescript";
import { isWrapping } from "../../analyse/nodes.ts";
import { isJavaScript } from "../edit/drop-types.ts";
import { isReference } from "../names/references.ts";
import { Scopes } from "../names/scope.ts";
import { PRINTS } from "../observe/observer.ts";
import type { CheckedFile, Complaint } from "./complaints.ts";
import { isKnownType } from "./known-type.ts";
import { isSureReceiver } from "./statements-in.ts";
import { wordsIn, type Range } from "../text/tokens.ts";

/** The access whose member is missing, and the type that it is missing in. */
export interface MissingMember {
  /** `prev.i`; in a pattern `i`. */
  readonly access: ts.Node;
  readonly name: string;
  readonly type: ts.Type;
}

/** What a complaint about a member is about; undefined where it is another kind of place. */
export function missingMember(compiler: typeof ts, { checker }: CheckedFile, node: ts.Node): MissingMember | undefined {
  const { parent } = node;
  if (!compiler.isIdentifier(node) && !compiler.isPrivateIdentifier(node)) return undefined;
  const typeOf = (object: ts.Node): ts.Type => {
    const type = checker.getNonNullableType(checker.getTypeAtLocation(object));
    // `this`, and type parameters.
    return (type.flags & compiler.TypeFlags.TypeParameter && checker.getBaseConstraintOfType(type)) || type;
  };
  if (compiler.isPropertyAccessExpression(parent) && parent.name === node) return { access: parent, name: node.text, type: typeOf(parent.expression) };
  if (compiler.isBindingElement(parent)) return { access: node, name: node.text, type: typeOf(parent.parent) };
  return undefined;
}

/** Whether a complaint is certain; `others` are the complaints about the rest of the file. */
export function isCertain(
  compiler: typeof ts,
  checked: CheckedFile,
  complaint: Complaint,
  known: { others: readonly Complaint[]; inserted: readonly Range[] },
): boolean {
  const node = checked.nodeOf(complaint);
  if (isJavaScript(checked.file.fileName) && complaint.kind !== "member") return false;
  if (mayBeNarrowed(compiler, checked, node)) return false;
  if (complaint.kind !== "member") return known.others.every((other) => other.code !== complaint.code);
  const missing = missingMember(compiler, checked, node);
  if (!missing || !isKnownType(compiler, checked.checker, missing.type)) return false;
  if (isThisOfLiteral(compiler, missing)) return false;
  if (isOfJavaScript(checked, missing) && !isCertainInJavaScript(compiler, checked, missing, known.inserted)) return false;
  return known.others.every((other) => {
    const also = other.kind === "member" ? missingMember(compiler, checked, checked.nodeOf(other)) : undefined;
    return also?.type !== missing.type && (also?.type.symbol === undefined || also.type.symbol !== missing.type.symbol);
  });
}

/** Whether `this` is the object of a literal: such objects are mixed into others. */
function isThisOfLiteral(compiler: typeof ts, { access, type }: MissingMember): boolean {
  if (!compiler.isPropertyAccessExpression(access) || access.expression.kind !== compiler.SyntaxKind.ThisKeyword) return false;
  return !(type.symbol?.declarations ?? []).some((declaration) => compiler.isClassLike(declaration));
}

function isOfJavaScript({ file }: CheckedFile, { type }: MissingMember): boolean {
  return [file, ...(type.symbol?.declarations ?? []).map((one) => one.getSourceFile())].some(({ fileName }) => isJavaScript(fileName));
}

/** Whether an object of a JavaScript class has no such member: no word in its file and here says that it might be given one. */
function isCertainInJavaScript(compiler: typeof ts, { file }: CheckedFile, { access, name, type }: MissingMember, inserted: readonly Range[]): boolean {
  if (!compiler.isPropertyAccessExpression(access) || !isSureReceiver(compiler, new Scopes(compiler), access)) return false;
  if (compiler.isPrivateIdentifier(access.name)) return true;
  const classes = (type.symbol?.declarations ?? []).filter((declaration) => compiler.isClassLike(declaration));
  if (classes.length === 0 || classes.some((one) => /\bthis\s*\[|\(\s*this\s*[,)]/.test(one.getText()))) return false;
  const files = [file, ...classes.map((one) => one.getSourceFile())];
  if (files.some((where) => classes.some((one) => isExtendedElsewhere(where, one)))) return false;
  const isInserted = (index: number): boolean => inserted.some((range) => range.start <= index && index < range.end);
  return files.every((where) => wordsIn(where.text, name).every((index) => where === file && isInserted(index)));
}

/** Whether a file does more with a class than to make and to tell its objects: `Object.assign(Model.prototype, mixin)`, `inherits(Model, Base)`. */
function isExtendedElsewhere(file: ts.SourceFile, { name }: ts.ClassLikeDeclaration): boolean {
  if (name === undefined) return true;
  const before = /(?:\b(?:class|new|extends|instanceof|default)\s+|\{\s*|\bexports(?:\.\w+)?\s*=\s*)$/;
  return wordsIn(file.text, name.text).some(
    (index) => !before.test(file.text.slice(Math.max(0, index - 40), index)) || /^\w+\s*[.[]/.test(file.text.slice(index, index + 80)),
  );
}

/** Whether something unknown may have told the compiler more about what a complaint is about: `if (isReady(model))`, `assert(model.rate)`. */
function mayBeNarrowed(compiler: typeof ts, { checker, file }: CheckedFile, node: ts.Node): boolean {
  const { parent } = node;
  const about = compiler.isPropertyAccessExpression(parent) && parent.name === node ? parent.expression : node;
  const paths = pathsIn(compiler, about);
  let holder: ts.Node = file;
  for (let at = node; at !== file; at = at.parent) if (compiler.isFunctionLike(at)) holder = at;
  const isAbout = (path: string): boolean => paths.some((one) => path === one || (one !== "this" && path.startsWith(`${one}.`)) || one.startsWith(`${path}.`));
  const isUnknown = (callee: ts.Expression): boolean => (checker.getTypeAtLocation(callee).flags & compiler.TypeFlags.Any) !== 0;
  const visit = (at: ts.Node): boolean => {
    if (at.pos >= about.end) return false;
    const isBefore = compiler.isCallExpression(at) && at.end <= about.pos;
    if (isBefore && decides(compiler, at) && at.arguments.some((one) => pathsIn(compiler, one).some(isAbout)) && isUnknown(at.expression)) return true;
    return compiler.forEachChild(at, visit) ?? false;
  };
  return visit(holder);
}

/** The longest paths of names in a node: `prev.best` and `limit` of `prev.best > limit`. */
function pathsIn(compiler: typeof ts, node: ts.Node): string[] {
  if (compiler.isIdentifier(node)) return isReference(compiler, node) ? [node.text] : [];
  if (node.kind === compiler.SyntaxKind.ThisKeyword) return ["this"];
  if (compiler.isPropertyAccessExpression(node)) {
    const [path, ...more] = pathsIn(compiler, node.expression);
    return path === undefined || more.length > 0 ? [path ?? "", ...more].filter(Boolean) : [`${path}.${node.name.text}`];
  }
  const found: string[] = [];
  compiler.forEachChild(node, (child) => void found.push(...pathsIn(compiler, child)));
  return found;
}

/** Whether what a call gives, or that it returns at all, decides what is executed next. Printing does not. */
function decides(compiler: typeof ts, call: ts.CallExpression): boolean {
  let at: ts.Node = call;
  while (compiler.isPrefixUnaryExpression(at.parent) || isWrapping(compiler, at.parent) || compiler.isAwaitExpression(at.parent)) at = at.parent;
  const { parent } = at;
  if (compiler.isExpressionStatement(parent)) return !PRINTS.test(call.expression.getText());
  if (compiler.isConditionalExpression(parent)) return parent.condition === at;
  if (compiler.isBinaryExpression(parent)) return true;
  return (compiler.isIfStatement(parent) || compiler.isWhileStatement(parent) || compiler.isForStatement(parent)) && parent.pos <= at.pos;
}
