/** Compiles one module from text, instrumented: the register door and the replay's ahead-of-time compilation. */
import { createHash } from "node:crypto";
import type ts from "typescript";
import type { ModuleDescriptor } from "../runtime/format/site.ts";
import { ignoresFile } from "./analyse/ignore.ts";
import type { TextRange } from "./analyse/inserted.ts";
import { hasModuleSyntax } from "./analyse/nodes.ts";
import { findSites, listSites, type FileSites } from "./analyse/sites.ts";
import { emittingOptions } from "./compiler-options.ts";
import { CompileError } from "./errors.ts";
import { instrumentModule } from "./instrument/module.ts";

/** What to compile. */
export interface CompileRequest {
  /** Absolute path; its extension decides the syntax (`.ts`, `.tsx`, `.js`, ...). */
  readonly fileName: string;
  readonly text: string;
  /** {@link ModuleDescriptor.source} */
  readonly source: string;
  readonly format: "esm" | "cjs";
  readonly door: ModuleDescriptor["door"];
  /** Compiler options with enum values as numbers, as `ts.CompilerOptions` has them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** {@link ModuleDescriptor.logCalls} */
  readonly logCalls: readonly string[] | undefined;
  /** Ranges of `text` that propagation added; ids and state lists ignore them. */
  readonly inserted?: readonly TextRange[];
  /** Which calls log in those ranges. @defaultValue `logCalls` */
  readonly insertedLogCalls?: readonly string[] | undefined;
  /** What the emitted code imports the runtime by. @defaultValue `hindlog/runtime` */
  readonly runtimeSpecifier?: string;
  /** False compiles only. @defaultValue true */
  readonly instrument?: boolean;
  /** Rewrites module specifiers of static imports and exports, literal `import()` and `require()`. */
  readonly rewriteSpecifier?: (specifier: string) => string;
}

/** What came of it. */
export interface CompiledModule {
  readonly code: string;
  /** Source map, JSON. */
  readonly map: string;
  readonly descriptor: ModuleDescriptor;
}

/** Octal numbers and escapes: allowed in sloppy-mode JavaScript, an error to the compiler. */
const LEGACY_LITERALS: ReadonlySet<number> = new Set([1121, 1487, 1488, 1489]);

/** Compiles and instruments. @throws CompileError where the text has syntax errors (the first one is named with its line). */
export function compileModule(ts_: typeof ts, request: CompileRequest): CompiledModule {
  let descriptor: ModuleDescriptor | undefined;
  const instrument: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
    const sites = findSites(ts_, file, request);
    descriptor = describe(sites, request);
    if (request.instrument === false || ignoresFile(ts_, file)) return file;
    return instrumentModule({ ts: ts_, context, sites, descriptor, runtimeSpecifier: request.runtimeSpecifier ?? "hindlog/runtime" });
  };
  const { rewriteSpecifier } = request;
  const output = ts_.transpileModule(request.text, {
    fileName: request.fileName,
    reportDiagnostics: true,
    compilerOptions: transpileOptions(ts_, request),
    transformers: {
      before: [instrument, ...(keepsImports(ts_, request) ? [keepImports(ts_)] : [])],
      after: [keepSloppy(ts_), ...(rewriteSpecifier === undefined ? [] : [rewriteSpecifiers(ts_, rewriteSpecifier)])],
    },
  });
  const isJavaScript = /\.[cm]?jsx?$/.test(request.fileName);
  // Those without a file are about options: the project's compiler may be an older one, which takes what this one calls deprecated.
  const errors = (output.diagnostics ?? []).filter(
    ({ category, code, file }) => category === ts_.DiagnosticCategory.Error && file !== undefined && !(isJavaScript && LEGACY_LITERALS.has(code)),
  );
  if (errors[0] !== undefined) throw new CompileError(request.fileName, { problem: describeDiagnostic(ts_, errors[0]), report: reportOf(ts_, errors) });
  return { code: output.outputText, map: output.sourceMapText ?? "", descriptor: descriptor! };
}

/** The descriptor of a file that was analysed. */
export function describe(sites: FileSites, request: Omit<CompileRequest, "text" | "fileName">): ModuleDescriptor {
  const { text } = sites.file;
  return {
    source: request.source,
    format: request.format,
    door: request.door,
    hash: createHash("sha256").update(text).digest("hex"),
    text,
    ...listSites(sites),
    options: emittingOptions(request.options),
    ...(request.logCalls === undefined ? {} : { logCalls: request.logCalls }),
  };
}

function transpileOptions(ts_: typeof ts, request: CompileRequest): ts.CompilerOptions {
  return {
    target: ts_.ScriptTarget.ES2022,
    esModuleInterop: true,
    ...emittingOptions(request.options),
    module: request.format === "cjs" ? ts_.ModuleKind.CommonJS : ts_.ModuleKind.ESNext,
    moduleResolution: ts_.ModuleResolutionKind.Bundler,
    allowJs: true,
    sourceMap: true,
    inlineSources: true,
    isolatedModules: true,
    // A CommonJS module may not keep `import` statements; everything else follows the project's own choice.
    ...(request.format === "cjs" ? { verbatimModuleSyntax: false } : {}),
  };
}

/** Whether the project's compiler leaves `import()` of a CommonJS module to Node: where it writes CommonJS because `module` says so, it makes `require()` of it. */
function keepsImports(ts_: typeof ts, { format, options: { module } }: CompileRequest): boolean {
  return format === "cjs" && module !== undefined && (module as ts.ModuleKind) >= ts_.ModuleKind.ES2015;
}

/** `import()` as a name, which the compiler leaves alone. */
function keepImports(ts_: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const visit = (node: ts.Node): ts.Node =>
      node.kind === ts_.SyntaxKind.ImportKeyword ? context.factory.createIdentifier("import") : ts_.visitEachChild(node, visit, context);
    return (file) => ts_.visitNode(file, visit) as ts.SourceFile;
  };
}

/** As `tsc` prints them. */
function reportOf(ts_: typeof ts, diagnostics: readonly ts.Diagnostic[]): string {
  const host = { getCurrentDirectory: () => process.cwd(), getCanonicalFileName: (name: string) => name, getNewLine: () => "\n" };
  return ts_.formatDiagnostics(diagnostics, host).trimEnd();
}

function describeDiagnostic(ts_: typeof ts, diagnostic: ts.Diagnostic): string {
  const message = ts_.flattenDiagnosticMessageText(diagnostic.messageText, " ");
  if (diagnostic.file === undefined || diagnostic.start === undefined) return message;
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `line ${line + 1}, column ${character + 1}: ${message}`;
}

/** A JavaScript file that is no ES module runs in sloppy mode, unless it says otherwise: the "use strict" that the compiler adds goes. */
function keepSloppy(ts_: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const original = ts_.getOriginalNode(file) as ts.SourceFile;
    if (!/\.c?js$/.test(file.fileName) || hasModuleSyntax(original)) return file;
    const added = file.statements.find((statement) => isUseStrict(ts_, statement) && statement.pos < 0);
    if (added === undefined) return file;
    return context.factory.updateSourceFile(
      file,
      file.statements.filter((statement) => statement !== added),
    );
  };
}

function isUseStrict(ts_: typeof ts, node: ts.Node): boolean {
  return ts_.isExpressionStatement(node) && ts_.isStringLiteral(node.expression) && node.expression.text === "use strict";
}

/** Specifiers in the emitted tree: `import`, `export from`, `import("x")`, `require("x")`. */
function rewriteSpecifiers(ts_: typeof ts, rewrite: (specifier: string) => string): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const { factory } = context;
    const literal = (node: ts.Expression): ts.Expression => (ts_.isStringLiteralLike(node) ? factory.createStringLiteral(rewrite(node.text)) : node);
    const visit = (node: ts.Node): ts.Node => {
      if (ts_.isImportDeclaration(node))
        return factory.updateImportDeclaration(node, node.modifiers, node.importClause, literal(node.moduleSpecifier), node.attributes);
      if (ts_.isExportDeclaration(node) && node.moduleSpecifier)
        return factory.updateExportDeclaration(node, node.modifiers, node.isTypeOnly, node.exportClause, literal(node.moduleSpecifier), node.attributes);
      if (ts_.isCallExpression(node) && node.arguments.length > 0) {
        const { expression } = node;
        const dynamic = expression.kind === ts_.SyntaxKind.ImportKeyword || (ts_.isIdentifier(expression) && /^(?:import|require)$/.test(expression.text));
        if (dynamic)
          return factory.updateCallExpression(node, node.expression, undefined, [
            literal(node.arguments[0]!),
            ...node.arguments.slice(1).map((argument) => ts_.visitNode(argument, visit) as ts.Expression),
          ]);
      }
      return ts_.visitEachChild(node, visit, context);
    };
    return (file) => ts_.visitNode(file, visit) as ts.SourceFile;
  };
}
