/** Whether a program's own loops and log statements are still known as when it ran, with log calls around its expressions. */
import { compiler as ts } from "../../compiler.ts";
import { analyse, type AnalysisOptions } from "../../../transformer/index.ts";

/** Compares what is known of a text with what is known of it with insertions; places and lines may differ. */
export function keepsOwnSites(path: string, texts: { readonly ran: string; readonly edited: string }, options: AnalysisOptions): boolean {
  const { logCalls } = options;
  return own(path, texts.ran, { logCalls }) === own(path, texts.edited, options);
}

function own(path: string, text: string, options: AnalysisOptions): string {
  const { loops, logs } = analyse(ts, text, path, options);
  return JSON.stringify([
    loops.map(({ id, name, kind, parent, fn, checkpointable, reason }) => [id, name, kind, parent, fn, checkpointable, reason]),
    logs.filter((log) => log.id >= 0).map(({ id, callee, names, loop, fn }) => [id, callee, names, loop, fn]),
  ]);
}
