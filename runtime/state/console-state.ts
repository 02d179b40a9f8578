/** What the console remembers between calls: how far it indents (`console.group`) and how often it counted (`console.count`). */
import { types } from "node:util";
import type { Root } from "./encode.ts";

const INDENTATION = "%console indentation";
const COUNTS = "%console counts";

const members = console as unknown as Record<symbol, unknown>;
const own = Object.getOwnPropertySymbols(console);
/** `kGroupIndent`, with another end under each major version of Node. */
const indentation = own.find((key) => key.description?.startsWith("kGroupIndent") === true && typeof members[key] === "string");
const counts = own.find(({ description }) => description === "counts");

/** What is not as in a console that was not used. */
export function consoleRoots(): Root[] {
  const found: Root[] = [];
  const indented = indentation === undefined ? "" : members[indentation];
  if (typeof indented === "string" && indented !== "") found.push({ name: INDENTATION, value: indented });
  const counted = countsNow();
  if (counted !== null && counted.size > 0) found.push({ name: COUNTS, value: JSON.stringify([...Map.prototype.entries.call(counted)]) });
  return found;
}

/** Makes it what was saved. @param values - of all roots */
export function writeConsole(values: ReadonlyMap<string, unknown>): void {
  const indented = values.get(INDENTATION) ?? "";
  if (indentation !== undefined && members[indentation] !== indented) members[indentation] = indented;
  const counted = countsNow();
  if (counted === null) return;
  Map.prototype.clear.call(counted);
  for (const [label, count] of JSON.parse((values.get(COUNTS) as string | undefined) ?? "[]") as [string, number][])
    Map.prototype.set.call(counted, label, count);
}

function countsNow(): Map<string, number> | null {
  const found = counts === undefined ? null : members[counts];
  return types.isMap(found) ? (found as Map<string, number>) : null;
}
