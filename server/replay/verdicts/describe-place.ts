/** Places and values in words, for reasons. */
import { ByteReader } from "../../../runtime/format/bytes.ts";
import type { ContextLevel } from "../../../runtime/format/key.ts";
import { parseActivationKey, parseContextPath } from "../../../runtime/format/key.ts";
import { decodeValue } from "../../../runtime/format/value.ts";
import { inspect } from "node:util";
import type { RecordEvent } from "../journal-events.ts";

/** Name of a loop by module path and id, as far as it is known. */
export type LoopName = (module: string, loop: number) => string | undefined;

/** `epoch 3, step 7`; `the set-up` for the empty path. */
function describeLevels(levels: readonly ContextLevel[], nameOf: LoopName): string {
  if (levels.length === 0) return "the set-up";
  return levels.map((level) => `${nameOf(level.module, level.loop) ?? `loop ${level.loop} of ${level.module}`} ${level.iteration}`).join(", ");
}

/** `the start of epoch 3`, `the end of step in epoch 3`. */
export function describeBoundary(key: string, at: number | "exit", nameOf: LoopName): string {
  const { parent, module, loop } = parseActivationKey(key);
  const name = nameOf(module, loop) ?? `loop ${loop} of ${module}`;
  const above = parent === "" ? "" : ` in ${describeLevels(parseContextPath(parent), nameOf)}`;
  return at === "exit" ? `the end of ${name}${above}` : `the start of ${name} ${at}${above}`;
}

/** `record "loss" in epoch 3`. */
export function describeRecord(record: RecordEvent, nameOf: LoopName): string {
  const where = record.levels === null ? "" : ` in ${describeLevels(record.levels, nameOf)}`;
  return `record "${record.name ?? `${record.module}#${record.statement}`}"${where}`;
}

/** A logged value on one short line. */
export function describeValue(bytes: Uint8Array): string {
  const text = inspect(decodeValue(new ByteReader(bytes)), { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 5, maxStringLength: 60 });
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
