/** The newest log statements that a backfill is about. */
import { isAbsolute, join, relative, sep } from "node:path";
import { compiler as ts } from "../../compiler.ts";
import type { LogSite } from "../../../runtime/format/site.ts";
import { analyse } from "../../../transformer/index.ts";
import { configuredLogCalls } from "../../log-calls.ts";
import { ReplayError } from "../errors.ts";

/** A log statement of the newest source. */
export interface NewestTarget {
  /** Path relative to the project root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly site: LogSite;
  /** The names that are wanted of those it emits; null: all of them. */
  readonly wanted: ReadonlySet<string> | null;
  /** Which calls log in its file, as configured now. */
  readonly logCalls: readonly string[];
}

/** A record name, or a place in a file (1-based line). */
export type TargetRequest = string | { readonly file: string; readonly line: number };

/** Finds the statements of every target, in source order; a place stands for all statements of its names. @throws ReplayError `unknown-name`, `bad-target`. */
export function findTargets(root: string, texts: ReadonlyMap<string, string>, requests: readonly TargetRequest[]): NewestTarget[] {
  const places = requests.flatMap((request) => (typeof request === "string" ? [] : atPlace(root, texts, request)));
  const names = new Set([...requests.filter((request) => typeof request === "string"), ...namesOf(places)]);
  const found = new Map<string, NewestTarget>();
  const add = (target: NewestTarget): void => void found.set(`${target.path}#${target.site.id}`, target);
  const known = new Set<string>();
  for (const [path, text] of texts) {
    const logCalls = configuredLogCalls(join(root, path));
    if (names.size === 0 || (logCalls.length === 0 && !mayLog(text))) continue;
    for (const site of analyse(ts, text, path, { logCalls }).logs) {
      for (const name of site.names) if (name !== null) known.add(name);
      const wanted = new Set(site.names.filter((name) => name !== null && names.has(name)) as string[]);
      if (wanted.size > 0) add({ path, text, site, wanted, logCalls });
    }
  }
  for (const name of names) {
    if (known.has(name)) continue;
    const some = [...known].sort().slice(0, 12).join(", ");
    throw new ReplayError(
      "unknown-name",
      `Expected a log statement of the name "${name}" in the project's source, but there is none${some === "" ? "" : ` (there are ${some}${known.size > 12 ? ", ..." : ""})`}. Write log("${name}", ...) where the value is known, then backfill it. If it stands there, "hindlog explain FILE" says what hindlog sees of that file.`,
    );
  }
  for (const place of places) if (place.site.names.includes(null)) add(place);
  return [...found.values()];
}

/** A quick look that saves parsing files that log nothing. */
function mayLog(text: string): boolean {
  return /\blog\b|\bconsole\b/.test(text);
}

function atPlace(root: string, texts: ReadonlyMap<string, string>, { file, line }: { file: string; line: number }): NewestTarget[] {
  const path = (isAbsolute(file) ? relative(root, file) : file).split(sep).join("/").replace(/^\.\//, "");
  const text = texts.get(path);
  if (text === undefined) throw new ReplayError("bad-target", `Expected a code file of the project, got "${path}". Its root is ${root}.`);
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const lineOf = (offset: number): number => source.getLineAndCharacterOfPosition(offset).line + 1;
  const logCalls = configuredLogCalls(join(root, path));
  const { logs } = analyse(ts, text, path, { logCalls });
  const sites = logs.filter((site) => lineOf(site.start) <= line && line <= lineOf(site.end));
  if (sites.length === 0) {
    const lines = logs.map((site) => lineOf(site.start)).sort((a, b) => Math.abs(a - line) - Math.abs(b - line));
    const nearest = lines.length === 0 ? "" : ` The nearest is at line ${lines[0]}.`;
    throw new ReplayError(
      "bad-target",
      `Expected a log statement at ${path}:${line}, but there is none.${nearest} Give the line of a call of log, console or one that "logCalls" of package.json names; "hindlog explain ${path}" says which it sees.`,
    );
  }
  return sites.map((site) => ({ path, text, site, wanted: null, logCalls }));
}

/** The record names that are asked for, in order; names that are computed at run time are missing. */
export function namesOf(targets: readonly NewestTarget[]): string[] {
  return [...new Set(targets.flatMap(({ site, wanted }) => site.names.filter((name) => name !== null && (wanted === null || wanted.has(name))) as string[]))];
}
