/**
 * Values that the newest text names, `const loss = step(batch); log("loss", loss); losses.push(loss);`, and the older one does not, `losses.push(step(batch));`.
 *
 * The older text is looked at as if it named the value too. What is put into it leaves its tokens where they are, and does the same:
 * `let loss; losses.push((loss = step(batch), log("loss", loss), loss));`.
 */
import type ts from "typescript";
import { listHolder } from "../../analyse/nodes.ts";
import { applyEdits } from "../edit/edits.ts";
import { editedRanges } from "../edit/verify.ts";
import { tokensOfPiece } from "../text/piece.ts";
import type { Range } from "../text/tokens.ts";
import type { InsertedRange, PropagationEdit, PropagationResult } from "../types.ts";
import { hasValue, whyNotWrapped } from "./wrappable.ts";

/** Offsets of an expression and of the statement that it is evaluated in. */
export interface Unnamed {
  readonly statement: Range;
  readonly value: Range;
}

/** A value with a name: its tokens. */
export interface NamedValue {
  readonly name: string;
  readonly tokens: readonly string[];
  /** Whether `return NAME` ends its list. */
  readonly isGivenBack: boolean;
}

/** What `const NAME = VALUE` before the statement at an offset, in its own list, names: the nearest first. */
export function valuesNamedBefore(compiler: typeof ts, file: ts.SourceFile, start: number): NamedValue[] {
  const list: readonly ts.Statement[] = listHolder(compiler, file, start).statements;
  const last = list.at(-1);
  const given = last && compiler.isReturnStatement(last) && last.expression && compiler.isIdentifier(last.expression) ? last.expression.text : undefined;
  return list
    .filter((statement) => statement.end <= start)
    .flatMap((statement) => (compiler.isVariableStatement(statement) ? statement.declarationList.declarations : []))
    .flatMap(({ name, initializer }) => {
      if (!compiler.isIdentifier(name) || !initializer) return [];
      return [{ name: name.text, tokens: tokensOfPiece(compiler, file.fileName, initializer.getText(file)), isGivenBack: name.text === given }];
    })
    .toReversed();
}

/** Where a text evaluates such a value in a statement of a list, outside the functions and loops in it. */
export function unnamedIn(compiler: typeof ts, file: ts.SourceFile, { tokens }: NamedValue): Unnamed[] {
  const found: Unnamed[] = [];
  const visit = (node: ts.Node): void => {
    const text = compiler.isExpression(node) && hasValue(compiler, node) ? file.text.slice(node.getStart(file), node.end) : "";
    const isSame = text.startsWith(tokens[0]!) && tokensOfPiece(compiler, file.fileName, text).join(" ") === tokens.join(" ");
    if (!isSame) return void compiler.forEachChild(node, visit);
    const statement = statementOf(compiler, node);
    if (statement === undefined || whyNotWrapped(compiler, node as ts.Expression) !== undefined) return;
    // A second one in the same statement, or around a function that holds one, has no statement of its own.
    if (statement.getStart(file) < (found.at(-1)?.value.end ?? 0)) return;
    found.push({ statement: { start: statement.getStart(file), end: statement.end }, value: { start: node.getStart(file), end: node.end } });
  };
  visit(file);
  return found;
}

/** The statement of a list that an expression is evaluated in, once and at once; undefined where it has a name already. */
function statementOf(compiler: typeof ts, node: ts.Node): ts.Statement | undefined {
  if (compiler.isVariableDeclaration(node.parent)) return undefined;
  let at = node;
  while (!compiler.isStatement(at)) {
    if (compiler.isFunctionLike(at) || compiler.isClassLike(at)) return undefined;
    at = at.parent;
  }
  const isPlain =
    compiler.isExpressionStatement(at) ||
    compiler.isReturnStatement(at) ||
    compiler.isVariableStatement(at) ||
    compiler.isIfStatement(at) ||
    compiler.isThrowStatement(at);
  return isPlain && "statements" in at.parent ? at : undefined;
}

/** A text in which values have names. */
export interface WithNames {
  readonly text: string;
  /** What is as it was: from where to where, and where it began. */
  readonly kept: readonly (Range & { readonly origin: number })[];
  /** Where the names are declared. */
  readonly declared: readonly Range[];
}

/** Gives values of a text a name. @param unnamed - in the order of the text */
export function withNames(text: string, unnamed: readonly Unnamed[], name: string): WithNames {
  let out = "";
  const kept: (Range & { origin: number })[] = [];
  const declared: Range[] = [];
  const keep = (from: number, to: number): void => {
    kept.push({ start: out.length, end: out.length + to - from, origin: from });
    out += text.slice(from, to);
  };
  let at = 0;
  for (const { statement, value } of unnamed) {
    keep(at, statement.start);
    const start = out.length;
    out += `const ${name} = ${text.slice(value.start, value.end)}; `;
    declared.push({ start, end: out.length });
    keep(statement.start, value.start);
    out += name;
    at = value.end;
  }
  keep(at, text.length);
  return { text: out, kept, declared };
}

/** An answer for the text with names as one for the text without; undefined where nothing was put behind one value, or something where it cannot be. */
export function withoutNames(
  unnamed: readonly Unnamed[],
  { text, kept, declared }: WithNames,
  { name, answer }: { readonly name: string; readonly answer: PropagationResult },
): Pick<PropagationResult, "edits" | "inserted"> | undefined {
  const edited = applyEdits(text, answer.edits);
  // `editedRanges` is in the order of the offsets.
  const ordered = answer.edits.map((edit, index) => ({ edit, index })).toSorted((a, b) => a.edit.offset - b.edit.offset || a.index - b.index);
  const ranges = editedRanges(answer.edits);
  const planned: { edit: PropagationEdit; inserted: InsertedRange[] }[] = [];
  let isUsed = false;
  for (const [index, { edit }] of ordered.entries()) {
    const range = ranges[index]!;
    const own = answer.inserted.filter(({ start, end }) => range.start <= start && end <= range.end);
    const inside = unnamed[declared.findIndex(({ start, end }) => start < edit.offset && edit.offset <= end)];
    const part = kept.find(({ start, end }) => start <= edit.offset && edit.offset <= end);
    if (inside === undefined && part !== undefined) {
      planned.push({ edit: { ...edit, offset: part.origin + edit.offset - part.start }, inserted: own.map((one) => moved(one, -range.start)) });
      continue;
    }
    if (inside === undefined || own.length === 0 || isUsed) return undefined;
    isUsed = true;
    planned.push(...named(inside, { name, path: edit.path, calls: own.map((one) => ({ one, text: edited.slice(one.start, one.end).replace(/;$/, "") })) }));
  }
  if (!isUsed) return undefined;
  const edits = planned.map(({ edit }) => edit);
  const final = editedRanges(edits);
  return { edits, inserted: planned.flatMap(({ inserted }, index) => inserted.map((range) => moved(range, final[index]!.start))) };
}

interface Calls {
  readonly name: string;
  readonly path: string;
  readonly calls: readonly { readonly one: InsertedRange; readonly text: string }[];
}

/** `let NAME; ` before the statement, `(NAME = ` and `, CALL, NAME)` around the value. */
function named({ statement, value }: Unnamed, { name, path, calls }: Calls): { edit: PropagationEdit; inserted: InsertedRange[] }[] {
  let behind = "";
  const inserted = calls.map(({ one, text }) => {
    behind += ", ";
    const start = behind.length;
    behind += text;
    return { ...one, start, end: behind.length };
  });
  return [
    { edit: { path, offset: statement.start, text: `let ${name}; ` }, inserted: [] },
    { edit: { path, offset: value.start, text: `(${name} = ` }, inserted: [] },
    { edit: { path, offset: value.end, text: `${behind}, ${name})` }, inserted },
  ];
}

function moved(range: InsertedRange, by: number): InsertedRange {
  const around = range.around === undefined ? {} : { around: { start: range.around.start + by, end: range.around.end + by } };
  return { ...range, start: range.start + by, end: range.end + by, ...around };
}
