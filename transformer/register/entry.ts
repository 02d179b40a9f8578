/** The program's entry file. Node's loader thread does not see the command line: the thread that installs the hooks tells it. */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";

const given: string[] = [];

/** A thread starts with this file (as `process.argv[1]` has it). */
export function addEntry(file: string | undefined): void {
  if (file !== undefined) given.push(resolve(file));
}

/** Absolute path of the program's entry as it was given, perhaps without its extension; undefined for `node --eval`. */
export function entryFile(): string | undefined {
  return given[0];
}

/** Whether a thread starts with this file. @param path - absolute. */
export function isEntry(path: string): boolean {
  return given.some((file) => path === file || path === real(file) || path.startsWith(`${file}.`));
}

function real(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}
