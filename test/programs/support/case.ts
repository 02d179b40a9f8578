/**
 * A program on disk, in several versions: `cases/<name>/<version>/<files>`.
 *
 * A line `//: NAMES  CODE` marks where the statement CODE would stand; NAMES are the record names it emits, with `|` between. What is recorded has the line taken out; what is run by hand
 * has CODE in its place. So each version says for itself where its statements belong, and the recorded text knows nothing of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Files } from "./project.ts";

const CASES = fileURLToPath(new URL("../cases", import.meta.url));
const MARK = /^([ \t]*)\/\/: (.+?) {2,}(.*)\r?\n/gm;

export interface ProgramCase {
  readonly name: string;
  /** Oldest first. */
  readonly versions: readonly string[];
}

/** Every program there is. */
export function programCases(): ProgramCase[] {
  return readdirSync(CASES)
    .sort()
    .map((name) => ({ name, versions: readdirSync(join(CASES, name)).sort() }));
}

/** The record names of the statements that a version has places for. */
export function namesOf(name: string, version: string): string[] {
  const marks = Object.values(marked(name, version)).flatMap((text) => [...text.matchAll(MARK)]);
  return [...new Set(marks.flatMap((mark) => (mark[2] ?? "").split("|")))];
}

/** The files of a version, with its statements or without them. */
export function versionFiles(name: string, version: string, withStatements: boolean): Files {
  const files = Object.entries(marked(name, version));
  return Object.fromEntries(files.map(([path, text]) => [path, text.replaceAll(MARK, withStatements ? "$1$3\n" : "")]));
}

function marked(name: string, version: string): Files {
  const root = join(CASES, name, version);
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map((entry) => [
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
      readFileSync(join(entry.parentPath, entry.name), "utf8"),
    ]),
  );
}
