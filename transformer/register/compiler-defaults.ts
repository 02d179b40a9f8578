/**
 * What the project's own compiler takes where its tsconfig.json says nothing. TypeScript 6 takes something else than those before it, and hindlog compiles with 6:
 * there `import * as assert from "node:assert"` gave an object that cannot be called, where the program's `tsc` gives the function.
 *
 * A file that imports the default of a package runs by tools that take `esModuleInterop` whatever tsconfig.json says (`tsx`): by its compiler alone it would get nothing.
 * Of an older compiler's `target` only what it means for class fields is taken: nothing that such a program does asks for its code to be written out as ES5.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { projectConfig } from "../project-config.ts";

type Options = Readonly<Record<string, unknown>>;

/** The first version whose defaults are those of the compiler that comes with hindlog. */
const FIRST_LIKE_OURS = 6;
/** Values of `module` under which compilers before 6 took `esModuleInterop` too; `node16` and its kin also have a newer `target`. */
const INTEROPERABLE = /^(node\d+|nodenext|preserve)$/i;
const NEWER_TARGET = /^(node\d+|nodenext)$/i;

const PACKAGE_DEFAULT = /^\s*import\s+(?:(?!type\b)[\w$]+\s*(?:,[^;"']*?)?|\{[^;"'}]*\bdefault\s+as\b[^;"'}]*\}\s*)from\s*["'](?![./])/m;

const byFile = new Map<string, Options>();

/** Options of the nearest tsconfig.json as its project's compiler reads them. @param path - absolute path of a source file of this text @returns {} without such a file */
export function optionsAsCompiled(path: string, text: string): Options {
  const { file, options } = projectConfig(path);
  if (file === null) return options;
  const read = byFile.get(file) ?? (isOlder(file) ? { ...olderDefaults(options), ...options } : options);
  byFile.set(file, read);
  const isOtherwise = options["esModuleInterop"] === undefined && read["esModuleInterop"] === false && PACKAGE_DEFAULT.test(text);
  return isOtherwise ? { ...read, esModuleInterop: true } : read;
}

/** What TypeScript 4 and 5 take. */
function olderDefaults({ module, target }: Options): Options {
  const kind = typeof module === "string" ? module : "";
  const isNewer = NEWER_TARGET.test(kind);
  return {
    ...(INTEROPERABLE.test(kind) ? {} : { esModuleInterop: false }),
    ...(target === undefined && !isNewer ? { useDefineForClassFields: false } : {}),
    ...(module === undefined && target === undefined ? { module: "commonjs" } : {}),
  };
}

/** Whether the compiler that is installed for a project is older than ours. Where none is, nothing is known of it. */
function isOlder(file: string): boolean {
  try {
    const found = createRequire(file).resolve("typescript/package.json");
    const { version } = JSON.parse(readFileSync(found, "utf8")) as { version: string };
    return Number.parseInt(version, 10) < FIRST_LIKE_OURS;
  } catch {
    return false;
  }
}
