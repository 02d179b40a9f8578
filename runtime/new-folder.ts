/** Folders that `fs.mkdtemp` made under random names. */
import { renameSync } from "node:fs";
import { basename } from "node:path";

/** Gives the folder that a replay has just made the name that it had in the past run. @returns its path; the one it has where it cannot be renamed */
export function namedAsThen(made: unknown, past: unknown): unknown {
  if (typeof made !== "string" || typeof past !== "string") return made;
  const path = made.slice(0, made.length - basename(made).length) + basename(past);
  try {
    renameSync(made, path);
    return path;
  } catch {
    // What the program prints of it will show.
    return made;
  }
}
