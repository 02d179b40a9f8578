/** What a bare specifier means inside a package: its `exports`, `imports` and `main`, as Node reads them. */

/** The parts of a package.json that say so. */
export interface PackageFile {
  readonly name?: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

/** Splits `@scope/name/sub/path` into package name and `./sub/path` (`.` for the package itself); null for what is no bare specifier. */
export function splitSpecifier(specifier: string): { name: string; subpath: string } | null {
  if (/^(\.{0,2}\/|[a-z][a-z\d+.-]*:|#)/i.test(specifier)) return null;
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  if (parts.length < length) return null;
  const rest = parts.slice(length).join("/");
  return { name: parts.slice(0, length).join("/"), subpath: rest === "" ? "." : `./${rest}` };
}

/** File that `subpath` of a package means, relative to the package with a leading `./`; null where nothing says. */
export function entryOf(file: PackageFile, subpath: string, conditions: readonly string[]): string | null {
  if (file.exports !== undefined) {
    const table = isTable(file.exports) ? file.exports : { ".": file.exports };
    return lookUp(table, subpath, conditions);
  }
  if (subpath !== ".") return subpath;
  return relative(file.main ?? "index.js");
}

/** What a `#name` of package `imports` means: a file with a leading `./`, or a bare specifier; null where nothing says. */
export function importOf(file: PackageFile, specifier: string, conditions: readonly string[]): string | null {
  return isObject(file.imports) ? lookUp(file.imports, specifier, conditions) : null;
}

function lookUp(table: Readonly<Record<string, unknown>>, key: string, conditions: readonly string[]): string | null {
  if (key in table && !key.includes("*")) return choose(table[key], "", conditions);
  const patterns = Object.keys(table).filter((pattern) => pattern.includes("*"));
  for (const pattern of patterns.sort((a, b) => b.indexOf("*") - a.indexOf("*"))) {
    const [before, after] = pattern.split("*") as [string, string];
    const fits = key.startsWith(before) && key.endsWith(after) && key.length > before.length + after.length;
    if (fits) return choose(table[pattern], key.slice(before.length, key.length - after.length), conditions);
  }
  return null;
}

function choose(target: unknown, star: string, conditions: readonly string[]): string | null {
  if (typeof target === "string") return target.replaceAll("*", star);
  if (Array.isArray(target)) return target.map((one) => choose(one, star, conditions)).find((found) => found !== null) ?? null;
  if (!isObject(target)) return null;
  for (const [condition, inner] of Object.entries(target)) {
    if (condition !== "default" && !conditions.includes(condition)) continue;
    const found = choose(inner, star, conditions);
    if (found !== null) return found;
  }
  return null;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return isObject(value) && Object.keys(value).every((key) => key.startsWith("."));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function relative(path: string): string {
  return path.startsWith("./") ? path : `./${path}`;
}
