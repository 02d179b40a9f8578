/** Source maps that JavaScript files bring along, for they were compiled from something themselves: where they count, ours leads on through them. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type remapping from "@jridgewell/remapping";

const COMMENT = /^\/\/[#@] ?sourceMappingURL=(\S+)\s*$/gm;

interface SourceMap {
  readonly sources?: readonly (string | null)[];
  readonly sourceRoot?: string;
}

/**
 * The map that a file names, inline or beside it, as JSON.
 * @param path - absolute.
 * @returns null where it names none, or none that can be read.
 */
export function ownSourceMap(path: string, text: string): string | null {
  const url = [...text.matchAll(COMMENT)].at(-1)?.[1];
  if (url === undefined) return null;
  try {
    const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/.exec(url);
    const json =
      inline === null
        ? readFileSync(fileURLToPath(new URL(url, pathToFileURL(path))), "utf8")
        : inline[1] === undefined
          ? decodeURIComponent(inline[2]!)
          : Buffer.from(inline[2]!, "base64").toString();
    const map = JSON.parse(json) as SourceMap;
    return JSON.stringify({ ...map, sourceRoot: undefined, sources: (map.sources ?? []).map((source) => absolute(path, map.sourceRoot ?? "", source ?? "")) });
  } catch {
    return null;
  }
}

function absolute(path: string, root: string, source: string): string {
  if (source.startsWith("file:")) return fileURLToPath(source);
  return /^[a-z][\w+.-]+:/i.test(source) ? source : resolve(dirname(path), root, source);
}

/**
 * The map of what was compiled from a file.
 * @param path - of the file, absolute.
 * @param map - JSON; as the compiler gave it.
 * @param own - what {@link ownSourceMap} gave, where it counts.
 */
export function mapOf(path: string, map: string, own: string | null): string {
  const named = JSON.stringify({ ...(JSON.parse(map) as object), sources: [path] });
  return own === null ? named : throughOwnMap(named, own);
}

/**
 * `map`, led on through the map of the file that it leads to.
 * @param map - JSON; of one source.
 * @param own - what {@link ownSourceMap} gave.
 */
function throughOwnMap(map: string, own: string): string {
  const remap = createRequire(import.meta.url)("@jridgewell/remapping") as typeof remapping;
  let first = true;
  return remap(map, () => {
    const found = first ? own : null;
    first = false;
    return found;
  }).toString();
}
