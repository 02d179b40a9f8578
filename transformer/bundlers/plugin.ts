/**
 * The bundler door: instruments modules on their way into a bundle for Node.
 *
 * Modules come out as JavaScript with JSX left to the bundler; the runtime stays an import of "hindlog", outside of the bundle.
 * A build for browsers is left as it is, which is said once: the runtime needs Node.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type ts from "typescript";
import { createUnplugin, type UnpluginInstance } from "unplugin";
import { relativeSource } from "../../runtime/project-root.ts";
import { compileModule } from "../compile-module.ts";
import { isExcluded, isIncluded, isInDependency, OptionsError, resolveOptions, type Options } from "../options.ts";
import { packageType } from "../package-type.ts";
import { mapOf, ownSourceMap } from "../register/own-source-map.ts";
import { projectConfig } from "../project-config.ts";
import { isSwitchedOff } from "../production-switch.ts";

const SOURCE = /\.[cm]?[jt]sx?$/;
const RUNTIME = new Set(["hindlog", "hindlog/runtime"]);

/** The plugin for every bundler that unplugin knows. */
export const plugin: UnpluginInstance<Options | undefined> = createUnplugin<Options | undefined>((given, { framework }) => {
  // Of the bundlers, only esbuild reads the maps that its inputs bring along.
  const build: Build = {
    given,
    forNode: true,
    readsMaps: framework === "esbuild",
    modulesOnly: framework === "rollup",
    loaded: undefined,
    compiled: new Map(),
  };
  return {
    name: "hindlog",
    enforce: "pre",
    resolveId: (id) => (RUNTIME.has(id) && build.forNode ? { id, external: true } : null),
    transformInclude: (id) => build.forNode && isInstrumented(build, pathOf(id)),
    transform(_code, id) {
      const compiled = instrument(build, pathOf(id));
      if (framework === "webpack") build.compiled.set(pathOf(id), compiled);
      return compiled;
    },
    vite: {
      configResolved(config) {
        if (config.build.ssr === false || config.build.ssr === undefined) notForNode(build, "vite", '"build": { "ssr": true }');
      },
    },
    esbuild: {
      setup(native) {
        if (native.initialOptions.platform !== "node") notForNode(build, "esbuild", '"platform": "node"');
        build.modulesOnly = native.initialOptions.format === "esm";
      },
    },
    rollup: {
      // A call of `log` becomes one of the runtime, and its import stays for what else uses it.
      onLog: (_level, log) => (log.code === "UNUSED_EXTERNAL_IMPORT" && log.exporter === "hindlog" ? false : null),
    },
    webpack(compiler) {
      externalRuntime(build, compiler);
      keepMaps(build, compiler as unknown as WebpackCompiler);
    },
    rspack: (compiler) => externalRuntime(build, compiler),
  };
});

interface Build {
  readonly given: Options | undefined;
  forNode: boolean;
  readonly readsMaps: boolean;
  /** Whether what asks for nothing by `require` stands in the bundle as ES modules do, where there is no `require`. */
  modulesOnly: boolean;
  loaded: typeof ts | undefined;
  /** What came of modules, by path, where it is asked for again. */
  readonly compiled: Map<string, Compiled>;
}

interface Compiled {
  readonly code: string;
  /** JSON. */
  readonly map: string;
}

/** What webpack and Rspack have in common. */
interface PackCompiler {
  readonly options: { readonly externalsPresets: { readonly node?: boolean }; readonly target?: unknown; readonly output: { readonly module?: boolean } };
  readonly webpack: { readonly ExternalsPlugin: new (type: string, externals: Record<string, string>) => { apply(compiler: never): void } };
}

function externalRuntime(build: Build, compiler: unknown): void {
  const { options, webpack } = compiler as PackCompiler;
  const target = [options.target].flat().join(" ");
  if (options.externalsPresets.node !== true && !/\b(async-)?node|electron-main/.test(target)) return notForNode(build, "webpack", '"target": "node"');
  const type = options.output.module === true ? "module" : "node-commonjs";
  new webpack.ExternalsPlugin(type, Object.fromEntries([...RUNTIME].map((id) => [id, id]))).apply(compiler as never);
}

/** What is used of webpack's. A module's result is its text, its source map, and more. */
interface WebpackCompiler {
  readonly hooks: { readonly compilation: { tap(name: string, tapped: (compilation: unknown) => void): void } };
  readonly webpack: { readonly NormalModule: { getCompilationHooks(compilation: unknown): { readonly processResult?: ProcessResult } } };
}
type ModuleResult = readonly [text: unknown, map: unknown, ...more: unknown[]];
interface ProcessResult {
  tap(options: { name: string; stage: number }, tapped: (result: ModuleResult, module: { readonly resource?: string }) => ModuleResult): void;
}

/** Where Node can strip types, webpack strips them from our JavaScript too: that changes nothing, but its map then knows whole lines only. */
function keepMaps(build: Build, { hooks, webpack }: WebpackCompiler): void {
  hooks.compilation.tap("hindlog", (compilation) =>
    webpack.NormalModule.getCompilationHooks(compilation).processResult?.tap({ name: "hindlog", stage: 100 }, (result, { resource }) => {
      const [text, , ...more] = result;
      const own = build.compiled.get(pathOf(resource ?? ""));
      return own !== undefined && String(text) === own.code ? [text, JSON.parse(own.map), ...more] : result;
    }),
  );
}

function notForNode(build: Build, bundler: string, setting: string): void {
  build.forNode = false;
  if (isSwitchedOff()) return;
  process.stderr.write(`hindlog: this ${bundler} build is not for Node, so nothing in it is recorded. For a build that Node runs, set ${setting}.\n`);
}

/** Bundlers put questions behind paths. */
function pathOf(id: string): string {
  return id.replace(/[?#].*$/, "");
}

function isInstrumented(build: Build, path: string): boolean {
  if (!SOURCE.test(path) || path.startsWith("\0") || isSwitchedOff()) return false;
  const options = optionsFor(build, path);
  return options.enabled && (isInDependency(path) ? isIncluded(options, path) : !isExcluded(options, path));
}

function optionsFor(build: Build, path: string): ReturnType<typeof resolveOptions> {
  const from = isInDependency(path) ? process.cwd() : dirname(path);
  const options = resolveOptions(from, { value: build.given, where: "the argument of the hindlog plugin" });
  if (options.problems.length > 0) throw new OptionsError(options.problems);
  return options;
}

/** The text on disk is what is recorded and compiled: this plugin comes before all others. */
function instrument(build: Build, path: string): Compiled {
  const ts_ = (build.loaded ??= createRequire(import.meta.url)("typescript") as typeof ts);
  const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  const { code, map } = compileModule(ts_, {
    fileName: path,
    text,
    source: relativeSource(path),
    format: isCommonJs(ts_, build, path, text) ? "cjs" : "esm",
    door: "bundler",
    options: optionsOf(ts_, path),
    logCalls: optionsFor(build, path).logCalls,
  });
  return { code: code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"), map: mapOf(path, map, build.readsMaps ? ownSourceMap(path, text) : null) };
}

/** What a CommonJS module has and a script has not. */
const COMMON_JS = /\b(?:require|module|exports|__dirname|__filename)\b/;

function isCommonJs(ts_: typeof ts, { modulesOnly }: Build, path: string, text: string): boolean {
  if (/\.c[jt]s$/.test(path)) return true;
  if (packageType(path) === "module" || (modulesOnly && !COMMON_JS.test(text))) return false;
  return /\.jsx?$/.test(path) && !ts_.isExternalModule(ts_.createSourceFile(path, text, ts_.ScriptTarget.Latest));
}

/** The project's, but for what the bundler does itself: JSX and older targets. Class fields keep the meaning that the project's target gives them. */
function optionsOf(ts_: typeof ts, path: string): Record<string, unknown> {
  const written = isInDependency(path) ? {} : projectConfig(path).options;
  const options = ts_.convertCompilerOptionsFromJson(written, dirname(path)).options;
  const defines = options.useDefineForClassFields ?? (options.target === undefined || options.target >= ts_.ScriptTarget.ES2022);
  return { ...options, target: ts_.ScriptTarget.ESNext, jsx: ts_.JsxEmit.Preserve, useDefineForClassFields: defines };
}
