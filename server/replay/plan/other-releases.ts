/** Runs that another release of hindlog recorded: what it numbered otherwise, or wrote otherwise, is not read. */
import { compiler as ts } from "../../compiler.ts";
import { CHECKPOINT_FORMAT } from "../../../runtime/format/checkpoint.ts";
import type { ModuleRow } from "../../../runtime/format/journal-rows.ts";
import type { RunFile } from "../../../runtime/format/run.ts";
import type { LogSite, LoopSite } from "../../../runtime/format/site.ts";
import { numbersOf } from "../../../transformer/index.ts";

/** What this release cannot read of a run. */
export interface Unread {
  /** A module in which it sees other loops or log statements; null where there is none. */
  readonly sites: string | null;
  /** Whether checkpoints may mean something else. */
  readonly checkpoints: boolean;
}

const known = new Map<string, Unread>();

/** Compares what a run's modules say of themselves with what this release says of their texts. */
export function unreadOf({ file, modules }: { readonly file: RunFile; readonly modules: readonly ModuleRow[] }): Unread {
  const all = modules.map(unreadIn);
  return {
    sites: all.find(({ sites }) => sites !== null)?.sites ?? null,
    checkpoints: file.checkpoints !== CHECKPOINT_FORMAT || all.some(({ checkpoints }) => checkpoints),
  };
}

function unreadIn({ path, descriptor }: ModuleRow): Unread {
  const key = JSON.stringify([path, descriptor.hash, descriptor.numbering, descriptor.logCalls]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const { loops, logs, numbering } = numbersOf(ts, descriptor.text, path, { logCalls: descriptor.logCalls });
  const isSame = places(loops, logs) === places(descriptor.loops, descriptor.logs);
  const found = { sites: isSame ? null : path, checkpoints: numbering !== descriptor.numbering };
  known.set(key, found);
  return found;
}

function places(loops: readonly LoopSite[], logs: readonly LogSite[]): string {
  return JSON.stringify([loops.map(({ id, start }) => [id, start]), logs.map(({ id, start }) => [id, start])]);
}
