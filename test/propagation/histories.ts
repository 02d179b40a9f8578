/**
 * `npm run propagation -- --histories`: takes statements of today back through the whole history of a file, in repositories under MIRROR, and writes docs/histories.md.
 *
 * Where each one goes is computed; whether that is right was judged by reading, once for each distinct placement, and stands in histories.json. A placement that
 * nobody has read yet is counted as such. `--read` prints them.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { git } from "./git.ts";
import { applyEdits, preparePropagation, type PropagationResult } from "../../dist/transformer/propagate/index.js";

/** What a reader says of a placement or a refusal. */
export type Judgement = "right" | "wrong" | "rightly refused" | "wrongly refused" | "not read";

/** One history as histories.json has it. */
export interface HistorySource {
  readonly repository: string;
  /** What the file was called, newest name first. */
  readonly paths: readonly string[];
  /** The newest commit that is looked at. */
  readonly newest: string;
  /** A line of the newest text that stands there once; the statement goes behind it. */
  readonly behind: string;
  readonly statement: string;
  readonly program: string;
  /** What came of running old versions with the statement put in. */
  readonly ran: string;
  /** How many placements were wrong when they were read first, before what made them wrong was mended. */
  readonly wrongWhenRead: number;
  readonly judgements: readonly { readonly placement: string; readonly judgement: Judgement; readonly why: string }[];
  /** Versions in which a reader would have refused, or not; whatever words it is refused with. From the newer commit to the older one. */
  readonly refusals: readonly { readonly from: string; readonly to: string; readonly judgement: Judgement; readonly why: string }[];
}

/** A version of the file, and what propagation says of it. */
export interface TakenBack {
  readonly commit: string;
  readonly path: string;
  readonly result: PropagationResult;
  /** The older text with the statement, or as it is where it is refused. */
  readonly text: string;
  /** Names what a reader sees: the verdict, the statement and the lines around it; or the refusal. */
  readonly placement: string;
  readonly shown: string;
  readonly judgement: Judgement;
  readonly why: string;
}

/** A history and all of its versions, newest first, without the newest one. */
export interface History {
  readonly source: HistorySource;
  readonly versions: readonly TakenBack[];
}

const LINES_AROUND = 5;

/** Takes every statement of histories.json back. */
export function histories(clones: string): History[] {
  const sources = JSON.parse(readFileSync(new URL("histories.json", import.meta.url), "utf8")) as HistorySource[];
  return sources.map((source) => ({ source, versions: takenBack(source, clones) }));
}

function takenBack(source: HistorySource, clones: string): TakenBack[] {
  const [newest, ...older] = versionsOf(source, join(clones, source.repository.replace("/", "+"), "repo"));
  const { text, start, end } = withStatement(newest!.text, source);
  const prepared = preparePropagation(ts, { newest: [{ path: newest!.path, text, start, end }] });
  const index = (commit: string): number => older.findIndex((version) => version.commit.startsWith(commit));
  return older.map((version, at) => {
    const result = prepared.into({ older: version });
    const shown = shownPlacement(version.text, result);
    const refused = result.inserted.length === 0 ? source.refusals.find(({ from, to }) => index(from) <= at && at <= index(to)) : undefined;
    const placement = refused ? `from ${refused.from}` : createHash("sha1").update(`${result.verdict}\n${shown}`).digest("hex").slice(0, 8);
    const read = refused ?? source.judgements.find((one) => one.placement === placement);
    return {
      commit: version.commit,
      path: version.path,
      result,
      text: applyEdits(version.text, result.edits),
      placement: refused ? `${placement}: ${result.verdict}` : placement,
      shown,
      judgement: read?.judgement ?? "not read",
      why: read?.why ?? "",
    };
  });
}

/** Every text that the file had along the first parents, newest first; without those that changed nothing. */
function versionsOf(source: HistorySource, clone: string): { commit: string; path: string; text: string }[] {
  const read = (...args: string[]): string => git(clone, args).toString();
  const commits = read("log", "--first-parent", "-m", "--format=%H", source.newest, "--", ...source.paths)
    .split("\n")
    .filter(Boolean);
  const versions = commits.flatMap((commit) => {
    const there = new Set(read("ls-tree", "-r", "--name-only", commit, "--", ...source.paths).split("\n"));
    const path = source.paths.find((one) => there.has(one));
    return path === undefined ? [] : [{ commit, path, text: read("show", `${commit}:${path}`) }];
  });
  return versions.filter((one, i) => one.text !== versions[i - 1]?.text);
}

function withStatement(text: string, source: HistorySource): { text: string; start: number; end: number } {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.trim() === source.behind);
  if (at < 0 || lines.filter((line) => line.trim() === source.behind).length !== 1) throw new Error(`${source.repository}: not one line "${source.behind}"`);
  const indent = /^\s*/.exec(lines[at]!)![0];
  const before = `${lines.slice(0, at + 1).join("\n")}\n${indent}`;
  const rest = lines.slice(at + 1).join("\n");
  return { text: `${before}${source.statement}\n${rest}`, start: before.length, end: before.length + source.statement.length };
}

/** The lines around the statement without indentation; of a refusal its reason. */
function shownPlacement(text: string, result: PropagationResult): string {
  const range = result.inserted[0];
  if (range === undefined) return result.reason;
  const edited = applyEdits(text, result.edits);
  const lines = (part: string): string[] => part.split("\n").map((line) => line.trim());
  const before = lines(edited.slice(0, range.start)).slice(0, -1).filter(Boolean).slice(-LINES_AROUND);
  const behind = lines(edited.slice(range.end)).slice(1).filter(Boolean).slice(0, LINES_AROUND);
  return [...before, `+ ${edited.slice(range.start, range.end)}`, ...behind].join("\n");
}
