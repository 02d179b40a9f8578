/** Files that a replay read or loaded and that are not known to be what the past run read: they were changed since it began. */
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { KeptFiles } from "../../history/versions/commit-run.ts";
import { READS_FILE } from "../process/sandbox.ts";
import type { Scratch } from "./scratch.ts";

/** What a replay ran on. */
export interface DataSource {
  readonly scratch: Scratch;
  readonly projectRoot: string;
  readonly told: Told;
  /** When the past run began, milliseconds since 1970. */
  readonly beganMs: number;
  readonly kept: KeptFiles;
  /** What the past run's own code changed, relative to the root. */
  readonly written: ReadonlySet<string>;
  /** Modules that the replay loaded and the past run told no text of, relative to the root. */
  readonly loaded: readonly string[];
}

/** Of the system, and what loading code asks for. */
const NO_DATA = /^\/(?:proc|dev|sys)\/|[\\/](?:package|tsconfig)\.json$/;
/** Elsewhere than in the project: packages, which changed-packages.ts looks at, and what Node itself loads. */
const CODE = /\.(?:[cm]?[jt]sx?|node|wasm)$/;

/** @returns why values may be others than the past run's; null where no such file was read. */
export function changedData(source: DataSource): string | null {
  const { scratch, told, loaded } = source;
  for (const path of [...loaded.map((file) => join(scratch.root, file)), ...told.files]) {
    const inTree = below(scratch.root, path);
    if (NO_DATA.test(path) || (inTree === null && (CODE.test(path) || below(dirname(dirname(scratch.base)), path) !== null))) continue;
    if (isChanged(source, path, inTree)) return `it reads ${inTree ?? path}, which was changed since the past run began`;
  }
  return null;
}

/**
 * A replay that left something out asks of a file what that may have written.
 * @returns the file, as a person would name it; null where there is none: what the run did not write is what it was
 */
export function writtenBefore({ scratch, told, projectRoot, beganMs, written }: DataSource): string | null {
  for (const path of told.behind) {
    const inTree = below(scratch.root, path);
    if (inTree === null && below(scratch.tmp, path) !== null) return path;
    if (inTree === null || (!written.has(inTree) && scratch.asked.get(inTree) === "same")) continue;
    const changedMs = changeOf(join(projectRoot, inTree), projectRoot);
    const isGone = changedMs === 0 && existsSync(path);
    if (changedMs > beganMs || isGone) return inTree;
  }
  return null;
}

/** @param path - absolute; of a folder whose names were asked for with a separator behind it. @param inTree - the same, relative to the scratch tree */
function isChanged({ scratch, projectRoot, beganMs, kept }: DataSource, path: string, inTree: string | null): boolean {
  const asked = scratch.asked.get((inTree ?? relative(projectRoot, path).split(sep).join("/")).replace(/\/$/, ""));
  if (asked === "same" || asked === "changed") return asked === "changed";
  if (inTree === null) return changeOf(path, dirname(path)) > beganMs;
  if (kept.changed.has(inTree)) return true;
  const isCopied = wasCopied(scratch, path) || wasCopied(scratch, existsSync(path) ? realpathSync(path) + (path.endsWith(sep) ? sep : "") : path);
  const changedMs = changeOf(join(projectRoot, inTree), projectRoot);
  // A change behind the keeping is not in what was kept.
  return changedMs > beganMs && (isCopied || changedMs <= kept.atMs);
}

/** Whether a file, or one in the folder whose names were asked for, is as it is today. */
function wasCopied({ root, copied }: Scratch, path: string): boolean {
  const inTree = below(root, path);
  if (inTree === null) return false;
  return path.endsWith(sep) ? [...copied].some((file) => dirname(file) === inTree) : copied.has(inTree);
}

/**
 * When a file was changed last, or replaced by another one: moving an older file there changes its inode alone, and leading a symbolic link elsewhere only the link.
 * @param root - folder above it whose own changes say nothing. @returns milliseconds since 1970; 0 where there is none.
 */
function changeOf(path: string, root: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  let changedMs = Math.max(stat.mtimeMs, stat.ctimeMs);
  for (let at = path; at.startsWith(root + sep); at = dirname(at)) {
    const link = lstatSync(at, { throwIfNoEntry: false });
    if (link?.isSymbolicLink() === true) changedMs = Math.max(changedMs, link.ctimeMs);
    // A folder whose inode changed later than what is in it has got another name.
    else if (link?.isDirectory() === true && link.ctimeMs > link.mtimeMs) changedMs = Math.max(changedMs, link.ctimeMs);
  }
  return changedMs;
}

/** What a replay told (guard.ts). */
export interface Told {
  readonly files: readonly string[];
  /** What it asked of behind a jump, and had not made anew since. */
  readonly behind: readonly string[];
  /** What it asked for and did not get. */
  readonly missing: ReadonlySet<string>;
  /** Variables of the environment that are not what they were and that its own code asked for. */
  readonly variables: readonly string[];
  /** Those that packages asked for, by package. */
  readonly packageVariables: ReadonlyMap<string, string>;
  /** Clocks and random bytes that its own code asked for in a way that runs do not keep. */
  readonly unkept: readonly string[];
  /** Those that code asked for which is left alone. */
  readonly apart: readonly string[];
  /** What packages read that runs do not keep of them (guard-inputs.ts), by package. */
  readonly packageInputs: ReadonlyMap<string, string>;
  /** The same, of clocks that a replay may set to other times. */
  readonly packageClocks: ReadonlyMap<string, string>;
}

/** @param folder - of a replay's journal */
export function readsOf(folder: string): Told {
  const file = join(folder, READS_FILE);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const startingWith = (start: string): string[] => lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
  return {
    files: lines.filter((line) => !/^[!$@]/.test(line)),
    behind: startingWith("@"),
    missing: new Set(startingWith("!")),
    variables: startingWith("$own "),
    packageVariables: new Map(startingWith("$package ").map((told) => told.split(" ").reverse() as [string, string])),
    unkept: startingWith("$unkept "),
    apart: startingWith("$apart "),
    packageInputs: ofPackages(startingWith("$reads ")),
    packageClocks: ofPackages(startingWith("$clocks ")),
  };
}

/** By package: `a clock that the package lodash read`. @param lines - `PACKAGE WHAT` */
function ofPackages(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.map((line) => {
      const [asker = "", ...what] = line.split(" ");
      return [asker, `${what.join(" ")} that the package ${asker} read`];
    }),
  );
}

/** A path as it is written below a folder, with "/"; null where it is not. */
function below(folder: string, path: string): string | null {
  return path.startsWith(folder + sep) ? relative(folder, path).split(sep).join("/") || "." : null;
}
