/** The ts-patch door: `{ "transform": "hindlog/transformer" }` in `compilerOptions.plugins`. */
import { dirname } from "node:path";
import type ts from "typescript";
import { relativeSource } from "../runtime/project-root.ts";
import { ignoresFile } from "./analyse/ignore.ts";
import { findSites } from "./analyse/sites.ts";
import { describe } from "./compile-module.ts";
import { instrumentModule } from "./instrument/module.ts";
import { isExcluded, OptionsError, resolveOptions, type Options } from "./options.ts";
import { isSwitchedOff } from "./production-switch.ts";

/** Keys of a plugin's entry that ts-patch itself reads. */
const OF_TS_PATCH = [
  "transform",
  "name",
  "import",
  "type",
  "after",
  "afterDeclarations",
  "transformProgram",
  "isEsm",
  "resolvePathAliases",
  "tsConfig",
  "beforeEmit",
];

/** The part of ts-patch's extras that is used. */
export interface PatchExtras {
  /** The compiler that runs; only its functions are called. */
  readonly ts: typeof ts;
}

/**
 * Makes the transformer of a program.
 * @param config - the plugin's entry in tsconfig.json; its options go before those of package.json.
 * @throws OptionsError where options cannot be used.
 */
export function programTransformer(program: ts.Program, config: Options | undefined, extras: PatchExtras): ts.TransformerFactory<ts.SourceFile> {
  const ts_ = extras.ts;
  const given = { value: config, where: "the entry of hindlog/transformer in tsconfig.json", foreign: OF_TS_PATCH };
  return (context) => (file) => {
    if (file.isDeclarationFile) return file;
    const { enabled, logCalls, problems, ...chosen } = resolveOptions(dirname(file.fileName), given);
    if (problems.length > 0) throw new OptionsError(problems);
    if (!enabled || isSwitchedOff() || isExcluded(chosen, file.fileName) || ignoresFile(ts_, file)) return file;
    const options = program.getCompilerOptions();
    if (!hasImports(ts_, options)) throw new OptionsError([unusableModule(ts_, options)]);
    const request = {
      source: relativeSource(file.fileName),
      format: moduleFormat(ts_, program, file),
      door: "ts-patch",
      options: options as Record<string, unknown>,
      logCalls,
    } as const;
    const sites = findSites(ts_, file, { logCalls });
    return instrumentModule({ ts: ts_, context, sites, descriptor: describe(sites, request), runtimeSpecifier: "hindlog/runtime" });
  };
}

/** Whether what is emitted can import the runtime: AMD, UMD and System modules are put together by a loader of browsers. */
function hasImports(ts_: typeof ts, { module, outFile }: ts.CompilerOptions): boolean {
  const { AMD, UMD, System } = ts_.ModuleKind;
  return outFile === undefined && !([AMD, UMD, System] as (ts.ModuleKind | undefined)[]).includes(module);
}

function unusableModule(ts_: typeof ts, { module, outFile }: ts.CompilerOptions): string {
  const got = outFile === undefined ? ts_.ModuleKind[module!] : `"outFile": ${JSON.stringify(outFile)}`;
  return `Expected tsconfig.json's "module" to be CommonJS or one of ES modules, got ${got}: Node cannot load that. Set "module", or build with HINDLOG=off.`;
}

/** What the compiler will emit for a file. */
function moduleFormat(ts_: typeof ts, program: ts.Program, file: ts.SourceFile): "esm" | "cjs" {
  const asked =
    (program as { getEmitModuleFormatOfFile?: (file: ts.SourceFile) => ts.ModuleKind }).getEmitModuleFormatOfFile?.(file) ?? declaredFormat(ts_, program, file);
  return asked === ts_.ModuleKind.CommonJS ? "cjs" : "esm";
}

/** For compilers before 5.8: the same from the options and the file's implied format. */
function declaredFormat(ts_: typeof ts, program: ts.Program, file: ts.SourceFile): ts.ModuleKind {
  const { module, target } = program.getCompilerOptions();
  if (module !== undefined && module >= ts_.ModuleKind.Node16 && module <= ts_.ModuleKind.NodeNext) return file.impliedNodeFormat ?? ts_.ModuleKind.CommonJS;
  return module ?? ((target ?? 0) >= ts_.ScriptTarget.ES2015 ? ts_.ModuleKind.ES2015 : ts_.ModuleKind.CommonJS);
}
