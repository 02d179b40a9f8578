/** What hindlog makes of a file, and what past runs say of it: for `hindlog explain` and for editors. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { explainModule, isExcluded, isIncluded, isInDependency, resolveOptions, type ExplainedLoop, type ModuleExplanation } from "../transformer/index.ts";
import { compiler } from "./compiler.ts";
import { loopKey, loopPasts, type LoopPast } from "./history/loop-past.ts";
import type { History } from "./history/open.ts";

/** A file with its past. */
export interface FileExplanation extends Omit<ModuleExplanation, "loops" | "ignored"> {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Why nothing of the file is instrumented, in a sentence; null where it is. */
  readonly leftAlone: string | null;
  /** `past`: null where no run loaded the file with this loop. */
  readonly loops: readonly (ExplainedLoop & { readonly past: LoopPast | null })[];
}

/** What to explain. */
export interface ExplainFileRequest {
  /** Absolute path of the project root. */
  readonly root: string;
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** The text as it is now, in a buffer or on disk. */
  readonly text: string;
  /** Null where nothing was recorded. */
  readonly history: History | null;
}

/** Explains a file. */
export async function explainFile({ root, path, text, history }: ExplainFileRequest): Promise<FileExplanation> {
  const file = join(root, path);
  const { ignored, loops, ...rest } = explainModule(compiler, { fileName: file, text, logCalls: resolveOptions(dirname(file)).logCalls });
  const pasts = history === null ? new Map<string, LoopPast>() : await loopPasts(history, path);
  return {
    path,
    leftAlone: ignored
      ? "`// hindlog-ignore-file` at its top leaves it alone. Remove that comment to have its loops and log calls seen."
      : leftAlone(root, file),
    ...rest,
    loops: loops.map((loop) => ({ ...loop, past: pasts.get(loopKey(loop)) ?? null })),
  };
}

function leftAlone(root: string, file: string): string | null {
  const options = resolveOptions(isInDependency(file) ? root : dirname(file));
  const where = existsSync(join(options.root, "package.json")) ? join(options.root, "package.json") : "package.json";
  if (!options.enabled) return `"enabled" of "hindlog" in ${where} is false, which leaves all code alone.`;
  if (isInDependency(file))
    return isIncluded(options, file)
      ? null
      : `It belongs to an installed package that "include" of "hindlog" in ${where} does not name. Name it there to have it instrumented.`;
  return isExcluded(options, file) ? `"exclude" of "hindlog" in ${where} names it. Take it out there to have it instrumented.` : null;
}
