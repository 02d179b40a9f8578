/** Which files of the older tree may hold what one newest file holds: renamed and moved files, files that a function came from, JavaScript that became TypeScript. */
import type { NewestStatement } from "./types.ts";

/** Lines shorter than this are in every file. */
const MIN_LINE = 12;
/** Part of a file's lines that a file must share to be its older self. */
const MIN_SHARED = 0.4;

/**
 * Lists older files, those that share most lines first.
 *
 * @param names Functions around the statement, innermost first; a file that has the innermost one counts without shared lines.
 */
export function olderFiles(source: NewestStatement, tree: ReadonlyMap<string, string>, known: { except: string; names: readonly string[] }): string[] {
  const lines = linesOf(source.text);
  const found: { path: string; shared: number }[] = [];
  for (const [path, text] of tree) {
    if (path === known.except || !/\.[mc]?[jt]sx?$/.test(path)) continue;
    const others = linesOf(text);
    let common = 0;
    for (const line of others) if (lines.has(line)) common++;
    const shared = common / Math.max(1, Math.min(lines.size, others.size));
    if (shared >= MIN_SHARED || known.names.some((name) => text.includes(name))) found.push({ path, shared });
  }
  return found.sort((a, b) => b.shared - a.shared).map((one) => one.path);
}

function linesOf(text: string): Set<string> {
  return new Set(
    text
      .split("\n")
      .map((line) => line.trim().replace(/;$/, ""))
      .filter((line) => line.length >= MIN_LINE),
  );
}
