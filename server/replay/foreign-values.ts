/**
 * Values that may come from packages which are not instrumented: such code may keep state between its calls (a counter, a cache, a spare random number)
 * that is in no checkpoint, so a replay that leaves calls of it out could make another value, and nothing would show it.
 */
import type ts from "typescript";
import type { FunctionNode } from "./call-graph.ts";
import { importedAt, importsOf, mayLoad } from "./imports.ts";
import type { ReachModule, ReachTarget } from "./reach.ts";
import { buildFlow, nodeAround, sourcesOf } from "./value-flow.ts";

/** Whether an import (`"lodash/fp"`) in a module of the run is of such a package. */
export type IsForeign = (specifier: string, module: string) => boolean;

/** What loops run, besides what stands in them. */
export interface LoopRun {
  readonly functions: ReadonlySet<FunctionNode>;
}

interface Asked {
  readonly targets: readonly ReachTarget[];
  readonly isForeign: IsForeign;
  readonly run: LoopRun;
  /** The modules, parsed, by path. */
  readonly files: ReadonlyMap<string, ts.SourceFile>;
}

/** @returns the import on which the value of a target may depend, and which loops may call; null where there is none. */
export function foreignSource(ts_: typeof ts, modules: readonly ReachModule[], { targets, isForeign, run, files }: Asked): string | null {
  const sourceOf = foreignSources(ts_, files, isForeign);
  const imports = new Map([...files].map(([path, file]) => [path, importsOf(ts_, file)]));
  const isNone = ([path, file]: readonly [string, ts.SourceFile]): boolean =>
    !mayLoad(file) && [...imports.get(path)!.values()].every(({ specifier }) => sourceOf(specifier, path) === null);
  if ([...files].every(isNone)) return null;
  const inLoops = new Map(modules.map((module) => [module.path, stretchesRunByLoops(module, run)]));
  const mark = (node: ts.Identifier): string | null => {
    const path = node.getSourceFile().fileName;
    const imported = importedAt(ts_, node, imports.get(path)!);
    const specifier = imported === undefined ? null : sourceOf(imported.specifier, path);
    if (specifier === null) return null;
    const at = node.getStart();
    return inLoops.get(path)!.some(({ start, end }) => start <= at && at < end) ? FOREIGN + specifier : null;
  };
  const flow = buildFlow(ts_, files.values(), mark);
  for (const target of targets) {
    const file = files.get(target.module);
    if (file === undefined) continue;
    for (const source of sourcesOf(ts_, nodeAround(ts_, file, target), flow, mark)) if (source.startsWith(FOREIGN)) return source.slice(FOREIGN.length);
  }
  return null;
}

const FOREIGN = "import of ";

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function stretchesRunByLoops({ path, loops }: ReachModule, { functions }: LoopRun): Stretch[] {
  return [...loops, ...[...functions].filter(({ module }) => module === path)];
}

/** Of an import in a module: the package that is not instrumented, whether it is asked itself or a module of the program passes it on; null for others. */
export function foreignSources(
  ts_: typeof ts,
  files: ReadonlyMap<string, ts.SourceFile>,
  isForeign: IsForeign,
): (specifier: string, path: string) => string | null {
  const passing = new Map<string, string>();
  for (const [path, file] of files)
    for (const statement of file.statements)
      if (ts_.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined && ts_.isStringLiteral(statement.moduleSpecifier)) {
        const { text } = statement.moduleSpecifier;
        if (!statement.isTypeOnly && isForeign(text, path)) passing.set(baseName(path), text);
      }
  return (specifier, path) => {
    if (isForeign(specifier, path)) return specifier;
    return specifier.startsWith(".") ? (passing.get(baseName(specifier)) ?? null) : null;
  };
}

/** `./lib/index.js` -> `lib` */
function baseName(path: string): string {
  const parts = path.replace(/\.[cm]?[jt]sx?$/, "").split("/");
  return (parts.at(-1) === "index" ? parts.at(-2) : parts.at(-1)) ?? "";
}
