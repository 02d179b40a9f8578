/** Complaints of the compiler in words that fit among the other reasons. */
import type ts from "typescript";
import { nearestWord } from "../../nearest-word.ts";
import { quoted } from "../refusal.ts";
import { missingMember } from "./certain.ts";
import type { CheckedFile, Complaint } from "./complaints.ts";
import { isOfLibrary } from "./library.ts";

/** Line of an offset of the edited file in the older text, from 1; undefined for what was inserted. */
export type OlderLine = (offset: number) => number | undefined;

/** Says in one line what is wrong. */
export function explain(compiler: typeof ts, checked: CheckedFile, complaint: Complaint, olderLine: OlderLine): string {
  const node = checked.nodeOf(complaint);
  const member = complaint.kind === "member" ? explainMember(compiler, checked, node, olderLine) : undefined;
  if (member !== undefined) return member;
  const text = quoted(node.getText(checked.file));
  if (complaint.kind === "missing-value") {
    if (complaint.code === NOT_ASSIGNED) return `${text} may not be assigned yet at that place there: log behind the assignment`;
    return `${text} may be ${missingValue(complaint)} at that place there, and nothing before it rules that out: log where it is known to have a value`;
  }
  return `${quoted(wholeOf(compiler, node, complaint).getText(checked.file))} would not compile there: ${complaint.message.replace(/\.$/, "").replaceAll(/(?<!\w)'|'(?!\w)/g, "`")}`;
}

const NOT_ASSIGNED = 2454;

function missingValue({ message }: Complaint): string {
  const [isNull, isUndefined] = [message.includes("null"), message.includes("undefined")];
  return isNull && isUndefined ? "null or undefined" : isNull ? "null" : "undefined";
}

/** What a complaint is about: a call for its arguments and what is called, an access for its property or index. */
function wholeOf(compiler: typeof ts, node: ts.Node, { code }: Complaint): ts.Node {
  const { parent } = node;
  if (compiler.isPropertyAccessExpression(parent)) return parent;
  if (compiler.isElementAccessExpression(parent) && parent.argumentExpression === node) return parent;
  return (compiler.isCallExpression(parent) || compiler.isNewExpression(parent)) && ABOUT_CALLS.has(code) ? parent : node;
}

/** Not callable, not constructable, too many or too few arguments, others. */
const ABOUT_CALLS: ReadonlySet<number> = new Set([2349, 2348, 2351, 2345, 2554, 2555, 2769]);

function explainMember(compiler: typeof ts, checked: CheckedFile, node: ts.Node, olderLine: OlderLine): string | undefined {
  const missing = missingMember(compiler, checked, node);
  if (!missing) return undefined;
  const { access, name, type } = missing;
  const isOfLanguage = type.symbol === undefined || (type.symbol.declarations ?? []).every((one) => isOfLibrary(one.getSourceFile().fileName));
  const names = isOfLanguage ? [] : checked.checker.getPropertiesOfType(type).map((property) => property.name);
  const near = nearestWord(
    name,
    names.filter((one) => one.length > 2),
  );
  const written = checked.checker.typeToString(type, node, compiler.TypeFormatFlags.None).replace(/^typeof /, "");
  const of = type.symbol?.name.startsWith("__") ? quoted(written) : `${written}${declaredAt(checked, type, olderLine)}`;
  return `${access.getText(checked.file).replace(/\s+/g, "")} does not exist there: ${of} has no ${name}${near === null ? "" : `, but ${near}`}`;
}

function declaredAt({ file }: CheckedFile, type: ts.Type, olderLine: OlderLine): string {
  const declaration = type.symbol?.declarations?.[0];
  if (!declaration) return "";
  const source = declaration.getSourceFile();
  const line = source === file ? olderLine(declaration.getStart(source)) : source.getLineAndCharacterOfPosition(declaration.getStart(source)).line + 1;
  if (line === undefined || isOfLibrary(source.fileName)) return "";
  return source === file ? ` (line ${line} there)` : ` (${source.fileName}, line ${line} there)`;
}
