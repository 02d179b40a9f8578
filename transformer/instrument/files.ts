/**
 * What a program is about to read, look for or write, by its path: the runtime keeps what was there before. Nothing stands between the program and the call.
 *
 * in                              out
 * readFileSync(path, "utf8")      readFileSync(hl.file(path), "utf8")
 * fs.promises.rename(from, to)    fs.promises.rename(hl.file(from), hl.file(to))
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

/** Whether an expression is an argument that may name a file for a call of such a name. */
export function namesFile(ts_: typeof ts, node: ts.Node): boolean {
  const { parent } = node;
  if (parent === undefined || !ts_.isCallExpression(parent) || ts_.isSpreadElement(node)) return false;
  const at = parent.arguments.indexOf(node as ts.Expression);
  if (at !== 0 && at !== 1) return false;
  const { expression } = parent;
  const name = ts_.isIdentifier(expression) ? expression.text : ts_.isPropertyAccessExpression(expression) ? expression.name.text : "";
  if (at === 1 && !TWO_PATHS.test(name)) return false;
  return OF_FILES.test(name) || (OF_FS.test(name) && HAS_FS.test(node.getSourceFile().text));
}
