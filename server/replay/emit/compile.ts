/** Compiles all modules of a run ahead of its replay, into its scratch tree. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type ts from "typescript";
import type { ModuleRow } from "../../../runtime/format/journal-rows.ts";
import type { ModuleDescriptor } from "../../../runtime/format/site.ts";
import { CompileError, compileModule, type TextRange } from "../../../transformer/index.ts";
import { asItRan } from "./as-it-ran.ts";
import { ReplayError } from "../errors.ts";
import { isOfPackage } from "../packages/instrumented-packages.ts";
import { ModuleTable } from "./module-table.ts";
import { namedExportsHint } from "./named-exports.ts";
import { ownFile } from "../packages/own-package.ts";
import type { Scratch } from "../tree/scratch.ts";

/** The text of a module with what propagation put into it. */
export interface EditedText {
  readonly text: string;
  /** Ranges of `text`. */
  readonly inserted: readonly TextRange[];
  /** Which calls log in those ranges. */
  readonly insertedLogCalls?: readonly string[];
}

/** What to compile. */
export interface CompileInput {
  readonly ts: typeof ts;
  readonly scratch: Scratch;
  readonly modules: readonly ModuleRow[];
  /** Modules with insertions, by path; the others run as recorded. */
  readonly edited: ReadonlyMap<string, EditedText>;
}

/** Writes the emitted files. @returns the table of them. @throws ReplayError `does-not-compile`. */
export function compileAhead({ ts: ts_, scratch, modules, edited }: CompileInput): ModuleTable {
  const table = new ModuleTable(scratch, modules);
  const seen = new Set<string>();
  for (const row of modules) {
    if (seen.has(row.file)) continue;
    seen.add(row.file);
    const found: EditedText = edited.get(row.path) ?? { text: row.descriptor.text, inserted: [] };
    emit({ ts_, scratch, table }, { ...found, path: row.path, file: row.file, descriptor: row.descriptor });
  }
  const { options = {}, logCalls } = modules[0]?.descriptor ?? {};
  for (const { file, format } of table.extra) {
    emit(
      { ts_, scratch, table },
      { path: file, file, text: readFileSync(scratch.place(file), "utf8"), inserted: [], descriptor: { source: file, format, options, logCalls } },
    );
  }
  return table;
}

interface Emitting {
  readonly ts_: typeof ts;
  readonly scratch: Scratch;
  readonly table: ModuleTable;
}

interface Module extends EditedText {
  readonly path: string;
  readonly file: string;
  readonly descriptor: { readonly logCalls?: readonly string[] | undefined } & Pick<ModuleDescriptor, "source" | "format" | "options">;
}

function emit({ ts_, scratch, table }: Emitting, module: Module): void {
  const { path, file, text, inserted, insertedLogCalls, descriptor } = module;
  const { source, format, options, logCalls } = descriptor;
  const instrument = "runtime/instrument.js";
  const runtimeSpecifier = table.rewrite("hindlog/runtime", file, format);
  const rewriteSpecifier = (specifier: string): string => (specifier === runtimeSpecifier ? specifier : table.rewrite(specifier, file, format));
  ownFile(format === "esm" ? instrument : `cjs/${instrument}`);
  refuseForeignJsx(ts_, module);
  try {
    const { code } = compileModule(ts_, {
      fileName: scratch.place(path),
      text,
      source,
      format,
      door: "replay",
      options,
      logCalls,
      inserted,
      insertedLogCalls,
      runtimeSpecifier,
      rewriteSpecifier,
    });
    const target = scratch.place(table.emittedOf(file)!);
    mkdirSync(dirname(target), { recursive: true });
    const emitted = isOfPackage(file) ? withoutMap(code) : asItRan(ts_, withoutMap(code), { format, isRenamed: table.emittedOf(file) !== file });
    writeFileSync(target, format === "cjs" && /\.c?js$/.test(path) ? emitted + namedExportsHint(ts_, text) : emitted);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    throw new ReplayError("does-not-compile", `${path} of that version does not compile any more: ${error.message}`, { cause: error });
  }
}

/** JSX that the compiler left alone was compiled by a tool that is not known here. */
function refuseForeignJsx(ts_: typeof ts, { path, text, descriptor: { options } }: Module): void {
  const { Preserve, ReactNative } = ts_.JsxEmit;
  if (!/\.[jt]sx$/.test(path) || (options["jsx"] !== Preserve && options["jsx"] !== ReactNative)) return;
  const isJsx = (node: ts.Node): boolean => ts_.isJsxOpeningLikeElement(node) || ts_.isJsxFragment(node) || (ts_.forEachChild(node, isJsx) ?? false);
  if (!isJsx(ts_.createSourceFile(path, text, ts_.ScriptTarget.Latest))) return;
  throw new ReplayError(
    "does-not-compile",
    `Expected the JSX of ${path} to be compiled by TypeScript, but that version left it to another tool ("jsx": "preserve"). Set "jsx" to "react-jsx", or run it with \`hindlog run\`, and record again.`,
  );
}

function withoutMap(code: string): string {
  return code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
}
