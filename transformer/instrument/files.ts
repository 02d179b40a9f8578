/**
 * What a program is about to read, look for or write, by its path: the runtime keeps what was there before. Nothing stands between the program and the call.
 *
 * in                              out
 * readFileSync(path, "utf8")      readFileSync(hl.file(path), "utf8")
 * fs.promises.cp(from, to)        fs.promises.cp(hl.file(from), hl.file(to, 1))
 * new DatabaseSync(path)          new DatabaseSync(hl.file(path, 2))
 *
 * Invariants
 * 1. By the name of what is called alone: what is no path says nothing, and what was there before is true of whatever is looked at.
 */
import type ts from "typescript";

const OF_FILES = /^(?:read|write|append|output|load|save|create|copy|move|remove|ensure|empty)(?:File|Json|JSON|Dir|dir|ReadStream|WriteStream)(?:Sync)?$/;
/** Names that others than `node:fs` and what stands for it have too. */
const OF_FS =
  /^(?:exists|pathExists|stat|lstat|access|opendir|open|unlink|rm|rmdir|rename|cp|copy|move|remove|truncate|symlink|link|mkdir|mkdirs|mkdirp|realpath|readlink|utimes|chmod)(?:Sync)?$/;
const HAS_FS = /["'](?:node:)?(?:fs|fs\/promises|fs-extra|graceful-fs)["']/;
const TWO_PATHS = /^(?:rename|copyFile|cp|copy|move|symlink|link)(?:Sync)?$/;
/** What changes the file that it names, or the second one of two. */
const CHANGES =
  /^(?:write|append|output|save|createWrite|ensure|empty|create|remove|rename|move|unlink|rm|truncate|mkdir|open(?!dir)|utimes|chmod|copy|cp|symlink|link)/;
const CHANGES_BOTH = /^(?:rename|move)/;

/** What is done with the file that an expression may name, where it is an argument of a call of such a name; null elsewhere. */
export function useOfFile(ts_: typeof ts, node: ts.Node): "read" | "change" | "database" | null {
  const { parent } = node;
  if (parent !== undefined && ts_.isNewExpression(parent)) return parent.arguments?.[0] === node && isDatabase(parent) ? "database" : null;
  if (parent === undefined || !ts_.isCallExpression(parent) || ts_.isSpreadElement(node)) return null;
  const at = parent.arguments.indexOf(node as ts.Expression);
  if (at !== 0 && at !== 1) return null;
  const { expression } = parent;
  const name = ts_.isIdentifier(expression) ? expression.text : ts_.isPropertyAccessExpression(expression) ? expression.name.text : "";
  const isTwo = TWO_PATHS.test(name);
  if (at === 1 && !isTwo) return null;
  if (!OF_FILES.test(name) && !(OF_FS.test(name) && HAS_FS.test(node.getSourceFile().text))) return null;
  return CHANGES.test(name) && !(isTwo && at === 0 && !CHANGES_BOTH.test(name)) ? "change" : "read";
}

function isDatabase({ expression }: ts.NewExpression): boolean {
  return /^(?:\w+\.)?DatabaseSync$/.test(expression.getText()) && /["']node:sqlite["']/.test(expression.getSourceFile().text);
}
