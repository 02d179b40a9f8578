/**
 * Names of places in a run.
 *
 * An *activation key* names one activation of a loop: the path of (loop, entry, iteration) that led to it, then the loop
 * and its entry. `src|train.ts#0.0@3/src|train.ts#1.0` is the first entry of loop 1 in iteration 3 of loop 0.
 * A *context path* is the same with an iteration on every level; the set-up has the empty path.
 * Iterations and entries are 0-based. Module paths are relative to the project root, with `/` written `|`, and `%`, `#`, `@` percent-encoded.
 */

/** One level of a context path. */
export interface ContextLevel {
  /** Path of the module, relative to the project root. */
  readonly module: string;
  readonly loop: number;
  readonly entry: number;
  readonly iteration: number;
}

/** Path of a module as it stands in keys: `/`, `#` and `@` are separators there. */
function encodeModulePath(path: string): string {
  return path.replaceAll("%", "%25").replaceAll("#", "%23").replaceAll("@", "%40").replaceAll("/", "|");
}

/** The inverse of {@link encodeModulePath}. */
function decodeModulePath(text: string): string {
  return text.replaceAll("|", "/").replaceAll("%40", "@").replaceAll("%23", "#").replaceAll("%25", "%");
}

/** `module#loop.entry`: one level of a key without its iteration. */
export function activationSegment(module: string, loop: number, entry: number): string {
  return `${encodeModulePath(module)}#${loop}.${entry}`;
}

/** Reads a context path such as `src|a.ts#0.0@3/src|a.ts#1.0@7`; the empty path gives []. */
export function parseContextPath(path: string): ContextLevel[] {
  if (path === "") return [];
  return path.split("/").map((level) => {
    const match = /^(.*)#(\d+)\.(\d+)@(\d+)$/.exec(level);
    if (match === null) throw new TypeError(`Expected a context level like "src|a.ts#0.0@3", got "${level}"`);
    return { module: decodeModulePath(match[1]!), loop: Number(match[2]), entry: Number(match[3]), iteration: Number(match[4]) };
  });
}

/** Writes a context path. */
export function formatContextPath(levels: readonly ContextLevel[]): string {
  return levels.map((level) => `${activationSegment(level.module, level.loop, level.entry)}@${level.iteration}`).join("/");
}

/** The context around that of a path; the empty path for the outermost level. */
export function enclosingPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The innermost level of a path that is not empty. */
export function innermostLevel(path: string): ContextLevel {
  return parseContextPath(path.slice(path.lastIndexOf("/") + 1))[0]!;
}

/** A path and those around it that are not known yet, outermost first: where a program recurses, paths are long, and most of one is known from others. */
export function unknownOnTheWay(path: string, known: { has(path: string): boolean }): string[] {
  const unknown: string[] = [];
  for (let at = path; at !== "" && !known.has(at); at = enclosingPath(at)) unknown.push(at);
  return unknown.reverse();
}

/** An activation key split into the context path it was entered in and the loop's own segment. */
export function parseActivationKey(key: string): { parent: string; module: string; loop: number; entry: number } {
  const slash = key.lastIndexOf("/");
  const match = /^(.*)#(\d+)\.(\d+)$/.exec(key.slice(slash + 1));
  if (match === null) throw new TypeError(`Expected an activation key ending like "src|a.ts#0.0", got "${key}"`);
  return { parent: slash < 0 ? "" : key.slice(0, slash), module: decodeModulePath(match[1]!), loop: Number(match[2]), entry: Number(match[3]) };
}
