/** The ts-patch door: `{ "transform": "hindlog/transformer" }` in `compilerOptions.plugins`. */
import type ts from "typescript";
import { relativeSource } from "../runtime/project-root.ts";
import { findSites } from "./analyse/sites.ts";
import { describe } from "./compile-module.ts";
import { instrumentModule } from "./instrument/module.ts";

/** The part of ts-patch's extras that is used. */
export interface PatchExtras {
  /** The compiler that runs; only its functions are called. */
  readonly ts: typeof ts;
}

/**
 * Makes the transformer of a program.
 * @param config - the plugin's entry in tsconfig.json; `enabled: false` switches hindlog off.
 */
export function programTransformer(
  program: ts.Program,
  config: { readonly enabled?: boolean } | undefined,
  extras: PatchExtras,
): ts.TransformerFactory<ts.SourceFile> {
  const ts_ = extras.ts;
  return (context) => (file) => {
    if (config?.enabled === false || file.isDeclarationFile) return file;
    const options = program.getCompilerOptions();
    const request = {
      source: relativeSource(file.fileName),
      format: moduleFormat(ts_, program, file),
      door: "ts-patch",
      options: options as Record<string, unknown>,
    } as const;
    return instrumentModule({ ts: ts_, context, sites: findSites(ts_, file), descriptor: describe(ts_, file, request), runtimeSpecifier: "hindlog/runtime" });
  };
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
