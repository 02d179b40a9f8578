/**
 * Files that are open by number: which they are, and how far each was read, is known to the system alone.
 *
 * Invariants
 * 1. Of files that are only written to it counts which they are, not how far: what a replay writes is no value of the program.
 */
import { readdirSync, readlinkSync } from "node:fs";
import { basename, sep } from "node:path";
import { readFile } from "../read-file.ts";

/** Places and paths by number; null where the system does not tell. */
export type OpenFiles = ReadonlyMap<string, string> | null;

const TABLE = "/proc/self/fd";
const WRITTEN_ONLY = 1;

/** @param own - folder of the run. */
export function openFiles(own: string | null): OpenFiles {
  try {
    return new Map(
      readdirSync(TABLE).flatMap((number) => {
        const place = placeOf(number, own);
        return place === null ? [] : [[number, place] as const];
      }),
    );
  } catch {
    return null;
  }
}

function placeOf(number: string, own: string | null): string | null {
  try {
    const path = readlinkSync(`${TABLE}/${number}`);
    if (!path.startsWith("/") || /^\/(dev|proc|sys)\//.test(path) || (own !== null && path.startsWith(own + sep))) return null;
    const [, place, flags] = /pos:\s*(\d+)\s+flags:\s*(\d+)/.exec(readFile(`/proc/self/fdinfo/${number}`, 1024).toString("latin1")) ?? [];
    if (place === undefined) return null;
    return `${(Number.parseInt(flags!, 8) & 3) === WRITTEN_ONLY ? "-" : place} ${path}`;
  } catch {
    // Closed meanwhile: the one that lists them.
    return null;
  }
}

/** Which file is not where it was; null where all are. */
export function firstMoved(before: OpenFiles, now: OpenFiles): string | null {
  if (before === null || now === null) return "files that are open";
  for (const number of new Set([...before.keys(), ...now.keys()])) {
    const at = now.get(number) ?? before.get(number)!;
    if (before.get(number) !== now.get(number)) return basename(at.slice(at.indexOf(" ") + 1));
  }
  return null;
}
