/** Looks for the place of statements in other files than their own. */
import type { FromFile, PropertyNames } from "./from-file.ts";
import { olderFiles } from "./older-files.ts";
import { isRefused, refusal, type Answer } from "./refusal.ts";
import type { PropagationResult } from "./types.ts";

interface Refused {
  readonly path: string;
  readonly result: PropagationResult;
}

/** What is known before. */
export interface OwnFile {
  readonly olderPath: string;
  /** The answer for the file of the same path. */
  readonly first: PropagationResult;
  readonly names: PropertyNames;
}

/** Looks for the place in the other files of the older tree. */
export function inOtherFiles(file: FromFile, olderTree: ReadonlyMap<string, string>, own: OwnFile): Answer {
  const results: PropagationResult[] = [];
  const refusals: Refused[] = [];
  for (const path of olderFiles(file.statements[0]!.statement, olderTree, { except: own.olderPath, names: file.enclosingNames() })) {
    const result = file.into(path, olderTree.get(path)!, own.names);
    if (isRefused(result)) refusals.push({ path, result });
    else results.push(result);
  }
  results.sort((a, b) => b.confidence - a.confidence);
  const [best, second] = results;
  if (!best) return nearMiss(file, olderTree, own, refusals);
  if (second && second.confidence > best.confidence - 0.1)
    return refusal("ambiguous", `${pathOf(best)} and ${pathOf(second)} both have a place for it`, best.confidence);
  return { ...best, verdict: best.verdict === "exact" ? "moved" : best.verdict, reason: `in ${pathOf(best)}: ${best.reason}` };
}

/** Where no file has a place: what the file that comes closest says, if the statement's own file is not there at all. */
function nearMiss(file: FromFile, olderTree: ReadonlyMap<string, string>, { first }: OwnFile, refusals: readonly Refused[]): Answer {
  const { path } = file.statements[0]!.statement;
  if (olderTree.has(path)) return first;
  const [closest] = refusals.toSorted((a, b) => b.result.confidence - a.result.confidence);
  const missing = `${path} does not exist there`;
  return closest
    ? { ...closest.result, verdict: "absent", searched: `${missing}; in ${closest.path}` }
    : { ...first, reason: `${missing}, and no other file of that version resembles it` };
}

function pathOf(result: PropagationResult): string {
  return result.edits[0]?.path ?? result.already?.path ?? "";
}
