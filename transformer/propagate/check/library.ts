/** The declarations of the language's own objects, parsed once for each compiler. */
import type ts from "typescript";
import { parseText } from "../text/parse-text.ts";

const ROOT = "lib.esnext.d.ts";
const REFERENCE = /^\/\/\/ <reference lib="([^"]+)"[^\n]*$/gm;

/** Files by the names under which programs in memory have them. */
export type Library = ReadonlyMap<string, ts.SourceFile>;

const known = new WeakMap<object, Library | null>();

/** The declarations that come with the compiler; null where its files cannot be read. Nothing of browsers or Node: what is not declared has no type. */
export function libraryOf(compiler: typeof ts): Library | null {
  let library = known.get(compiler);
  if (library === undefined) known.set(compiler, (library = read(compiler)));
  return library;
}

/** Whether a file is one of the library's. */
export function isOfLibrary(name: string): boolean {
  return name.startsWith("/lib.") && name.endsWith(".d.ts");
}

/** Nearly all of it as one file: interfaces that are declared in several files would be put together anew in each program. */
function read(compiler: typeof ts): Library | null {
  const folder = compiler.sys?.getExecutingFilePath().replace(/[^\\/]*$/, "");
  const seen = new Set<string>();
  const scripts: string[] = [];
  const files = new Map<string, ts.SourceFile>();
  const collect = (name: string): boolean => {
    if (seen.has(name)) return true;
    seen.add(name);
    const text = compiler.sys?.readFile(folder + name);
    if (text === undefined) return false;
    const isWhole = [...text.matchAll(REFERENCE)].every((reference) => collect(`lib.${reference[1]!}.d.ts`));
    const own = text.replace(REFERENCE, "");
    if (/^export \{/m.test(own)) files.set(`/${name}`, parseText(compiler, `/${name}`, own));
    else scripts.push(own);
    return isWhole;
  };
  if (folder === undefined || !collect(ROOT)) return null;
  return files.set("/lib.scripts.d.ts", parseText(compiler, "/lib.scripts.d.ts", scripts.join("\n")));
}
