/** Programs in memory: one file of a version, what it imports of that version, and the language's own declarations. Everything else has type `any`. */
import type ts from "typescript";
import { parseText } from "../text/parse-text.ts";
import { CheckedFile } from "./complaints.ts";
import { libraryOf, type Library } from "./library.ts";

/** The texts of a version by path. */
export type TextOf = (path: string) => string | undefined;

/** A file to look at, and the texts of its version that are known. */
export interface ProgramFiles {
  readonly file: ts.SourceFile;
  readonly textOf: TextOf;
}

/** Imports are followed so many steps, and so many files far. */
const MAX_STEPS = 3;
const MAX_FILES = 60;

/** What a specifier may be called in a version, in the order in which they are tried. */
const ENDINGS = ["", ".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", "/index.ts", "/index.tsx", "/index.d.ts", "/index.js"];

/** Makes programs; a file that several versions have in common is parsed once. */
export class Programs {
  readonly #compiler: typeof ts;
  readonly #parsed = new Map<string, ts.SourceFile>();

  constructor(compiler: typeof ts) {
    this.#compiler = compiler;
  }

  /** One file, ready to be asked about; undefined where the language's own declarations are not at hand. */
  check(files: ProgramFiles, isStrict: boolean): CheckedFile | undefined {
    const library = libraryOf(this.#compiler);
    if (!library) return undefined;
    const rootNames = [...library.keys(), files.file.fileName];
    const program = this.#compiler.createProgram({ rootNames, options: optionsOf(this.#compiler, isStrict), host: this.#hostOf(files, library) });
    return new CheckedFile(this.#compiler, program, files.file);
  }

  #hostOf({ file, textOf }: ProgramFiles, library: Library): ts.CompilerHost {
    const steps = new Map([[file.fileName, 0]]);
    const resolve = (specifier: string, from: string): string | undefined => {
      const step = steps.get(from)! + 1;
      const target = step > MAX_STEPS ? undefined : importedFile(specifier, from, (path) => textOf(path) !== undefined);
      if (target === undefined || (!steps.has(target) && steps.size > MAX_FILES)) return undefined;
      steps.set(target, Math.min(step, steps.get(target) ?? step));
      return target;
    };
    return {
      getSourceFile: (name) => library.get(name) ?? (name === file.fileName ? file : this.#parse(name, textOf(name))),
      getDefaultLibFileName: () => "",
      writeFile: () => undefined,
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: () => false,
      directoryExists: () => false,
      getDirectories: () => [],
      readFile: () => undefined,
      resolveModuleNameLiterals: (specifiers, ...[, , , from]) =>
        specifiers.map(({ text }) => {
          const target = resolve(text, from.fileName);
          return { resolvedModule: target === undefined ? undefined : { resolvedFileName: target, extension: /(\.d)?\.\w+$/.exec(target)![0] } };
        }),
      resolveTypeReferenceDirectiveReferences: (references) => references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
    };
  }

  #parse(path: string, text: string | undefined): ts.SourceFile | undefined {
    if (text === undefined) return undefined;
    const last = this.#parsed.get(path);
    if (last?.text === text) return last;
    const file = parseText(this.#compiler, path, text);
    this.#parsed.set(path, file);
    return file;
  }
}

function optionsOf(compiler: typeof ts, isStrict: boolean): ts.CompilerOptions {
  return {
    noLib: true,
    strict: isStrict,
    // A caught error is what the code takes it for.
    useUnknownInCatchVariables: false,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    types: [],
    experimentalDecorators: true,
    allowImportingTsExtensions: true,
    esModuleInterop: true,
    jsx: compiler.JsxEmit.Preserve,
    target: compiler.ScriptTarget.ESNext,
    module: compiler.ModuleKind.ESNext,
    moduleResolution: compiler.ModuleResolutionKind.Bundler,
  };
}

/** The file of a version that a relative specifier means; undefined for a package, and for a file that the version does not have. */
export function importedFile(specifier: string, from: string, exists: (path: string) => boolean): string | undefined {
  if (!/^\.\.?(\/|$)/.test(specifier)) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  const base = parts.join("/");
  const source = /\.([mc]?)jsx?$/.exec(base);
  const names = source ? [`${base.slice(0, source.index)}.${source[1]}ts`, `${base.slice(0, source.index)}.tsx`] : [];
  return [...names, ...ENDINGS.map((ending) => base + ending)].find((name) => /\.[mc]?[jt]sx?$/.test(name) && exists(name));
}
