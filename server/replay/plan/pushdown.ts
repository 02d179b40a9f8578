/** `--where` before the replay: which runs and iterations can hold a wanted value at all. What is not known yet counts as wanted. */
import { ByteReader } from "../../../runtime/format/bytes.ts";
import { formatContextPath, type ContextLevel } from "../../../runtime/format/key.ts";
import { decodeValue } from "../../../runtime/format/value.ts";
import type { RunSummary } from "../../history/runs.ts";
import { evaluateWhere, UNKNOWN } from "../../history/where/evaluate.ts";
import type { Where } from "../../history/where/parse.ts";
import type { LoopName } from "../verdicts/describe-place.ts";
import type { RecordedRun } from "../recorded-run.ts";

/** Names of the loops of a path as columns: the second `step` of a path is `step2`. */
export function loopColumns(levels: readonly ContextLevel[], nameOf: LoopName): string[] {
  const columns = new Set<string>();
  const counts = new Map<string, number>();
  for (const level of levels) {
    const name = nameOf(level.module, level.loop) ?? `loop${level.loop}`;
    let count = counts.get(name) ?? 1;
    while (columns.has(count === 1 ? name : `${name}${count}`)) count++;
    counts.set(name, count);
    columns.add(count === 1 ? name : `${name}${count}`);
  }
  return [...columns];
}

/** Whether a value may be wanted in a context of a run or below it. `own`: values that a replay found in that very context. */
export type Wanted = (levels: readonly ContextLevel[], own?: ReadonlyMap<string, unknown>) => boolean;

/** Evaluates the condition as far as run, arguments, loop columns and recorded values tell. */
export function pushDown(where: Where, summary: RunSummary, { run, nameOf }: { run: RecordedRun; nameOf: LoopName }): Wanted {
  const recorded = valuesByName(run);
  return (levels, own) => {
    const columns = loopColumns(levels, nameOf);
    const lookup = (name: string): unknown => {
      const at = columns.indexOf(name);
      if (at >= 0) return levels[at]!.iteration;
      const entry = name.endsWith("_entry") ? columns.indexOf(name.slice(0, -6)) : -1;
      if (entry >= 0) return levels[entry]!.entry;
      const item = name.endsWith("_value") ? columns.indexOf(name.slice(0, -6)) : -1;
      if (item >= 0) {
        const path = formatContextPath(levels.slice(0, item + 1));
        return run.values.has(path) ? run.values.get(path) : UNKNOWN;
      }
      const plain = name.replace(/^log\./, "");
      if (own?.has(plain) === true) return own.get(plain);
      const values = recorded.get(plain);
      const found = values === undefined ? UNKNOWN : recordedAt(values, levels);
      return found === UNKNOWN ? runColumn(summary, run.args, name) : found;
    };
    return evaluateWhere(where, lookup) !== false;
  };
}

/** Whether the condition cannot hold anywhere in a run. */
export function excludesRun(where: Where, summary: RunSummary, recordedNames: ReadonlySet<string>): boolean {
  const lookup = (name: string): unknown => (recordedNames.has(name.replace(/^log\./, "")) ? UNKNOWN : runColumn(summary, summary.args, name));
  return evaluateWhere(where, lookup) === false;
}

/** A column or argument of the run as a whole. */
function runColumn(summary: RunSummary, args: RecordedRun["args"], name: string): unknown {
  const { run, versionNumber, startedAt, version, status, code, durationMs, entry, seed, parentRun } = summary;
  const columns: Record<string, unknown> = {
    run,
    version: versionNumber,
    started: startedAt,
    versionId: version,
    status,
    code,
    durationMs,
    entry,
    seed,
    parentRun,
  };
  if (Object.hasOwn(columns, name)) return columns[name] ?? undefined;
  const argument = name.replace(/^arg\./, "");
  return Object.hasOwn(args, argument) ? (args[argument] ?? undefined) : UNKNOWN;
}

interface NamedValues {
  readonly byPath: ReadonlyMap<string, unknown>;
  /** Levels of the deepest context that has one. */
  readonly deepest: number;
}

function valuesByName(run: RecordedRun): Map<string, NamedValues> {
  const names = new Map<string, { byPath: Map<string, unknown>; deepest: number }>();
  for (const record of run.records) {
    if (record.name === null || record.path === null) continue;
    const values = names.get(record.name) ?? { byPath: new Map(), deepest: 0 };
    values.byPath.set(record.path, decodeValue(new ByteReader(record.bytes)));
    values.deepest = Math.max(values.deepest, record.levels?.length ?? 0);
    names.set(record.name, values);
  }
  return names;
}

/** The value in the context or the nearest one around it; not known where there is none, or deeper contexts have values of their own. */
function recordedAt({ byPath, deepest }: NamedValues, levels: readonly ContextLevel[]): unknown {
  if (deepest > levels.length) return UNKNOWN;
  for (let depth = levels.length; depth >= 0; depth--) {
    const path = formatContextPath(levels.slice(0, depth));
    if (byPath.has(path)) return byPath.get(path);
  }
  return UNKNOWN;
}
