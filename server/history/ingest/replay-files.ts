/** Reads and checks what replays left in their folders. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ByteReader } from "../../../runtime/format/bytes.ts";
import { innermostLevel, unknownOnTheWay } from "../../../runtime/format/key.ts";
import { decodeValue } from "../../../runtime/format/value.ts";
import { isAlive } from "../liveness.ts";
import { listReplays } from "../layout.ts";
import type { ReplayCell, ReplayRequestFile, ReplayResult } from "../replay-result.ts";

/** A replay folder as it stands now. */
export interface ReplayFolder {
  readonly id: string;
  /** What it found; null where it has not ended or cannot be read. */
  readonly result: ReplayResult | null;
  /** Names that it is looking for right now. */
  readonly pending: ReplayRequestFile | null;
  /** Why `result.json` could not be read. */
  readonly damage: string | null;
}

/** The replays of a run that ended, are under way or are damaged, oldest first; those that were broken off are left out. */
export function readReplays(runFolder: string, isWanted: (id: string) => boolean = () => true): ReplayFolder[] {
  const folders = listReplays(runFolder)
    .filter(isWanted)
    .map((id) => readReplay(join(runFolder, "replays", id), id));
  const known = folders.filter((folder) => folder.result !== null || folder.pending !== null || folder.damage !== null);
  return known.sort((a, b) => compare(startOf(a), startOf(b)) || compare(a.id, b.id));
}

/** Changes whenever {@link readReplays} would give something else. */
export function replaysSignature(runFolder: string): string {
  const parts = listReplays(runFolder).map((id) => {
    const folder = join(runFolder, "replays", id);
    const stat = statSync(join(folder, "result.json"), { throwIfNoEntry: false });
    return stat === undefined ? `${id}:${readReplay(folder, id).pending === null ? "none" : "pending"}` : `${id}:${stat.size}:${stat.mtimeMs}`;
  });
  return parts.join("\n");
}

function readReplay(folder: string, id: string): ReplayFolder {
  const path = join(folder, "result.json");
  if (!existsSync(path)) return { id, result: null, pending: readRequest(folder), damage: null };
  try {
    const result = JSON.parse(readFileSync(path, "utf8")) as ReplayResult;
    check(result);
    return { id, result, pending: null, damage: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { id, result: null, pending: null, damage: `result.json of the replay ${id} could not be read (${reason}): backfill its names again.` };
  }
}

function readRequest(folder: string): ReplayRequestFile | null {
  try {
    const request = JSON.parse(readFileSync(join(folder, "request.json"), "utf8")) as ReplayRequestFile;
    const alive = isAlive({ pid: request.pid, bootId: request.bootId, aliveAtMs: Date.parse(request.startedAt) });
    return alive && Array.isArray(request.names) ? request : null;
  } catch {
    return null;
  }
}

const VERDICTS = new Set(["verified", "diverged", "unverifiable"]);

/** Everything that the ingest relies on; the file was written by another process, perhaps of another version. */
function check(result: ReplayResult): void {
  if (typeof result !== "object" || result === null || result.format !== 1) throw new TypeError("Expected format 1");
  for (const part of ["names", "statements", "contexts", "cells", "refused"] as const) {
    if (!Array.isArray(result[part])) throw new TypeError(`Expected ${part} to be an array`);
  }
  for (const statement of result.statements) {
    if (!Array.isArray(statement?.names) || !Array.isArray(statement.expressions)) throw new TypeError("Expected a statement to have names and expressions");
  }
  const checked = new Set<string>();
  for (const context of result.contexts) {
    checkPath(context.path, checked);
    checkBytes(context.value);
  }
  for (const refusal of result.refused) {
    if (typeof refusal?.name !== "string" || typeof refusal.reason !== "string") throw new TypeError("Expected a refusal to have a name and a reason");
  }
  for (const cell of result.cells) checkCell(cell, checked);
}

function checkCell(cell: ReplayCell, checked: Set<string>): void {
  const whole = typeof cell.name === "string" && Number.isSafeInteger(cell.occurrence) && typeof cell.statement?.id === "number" && VERDICTS.has(cell.verdict);
  if (!whole) throw new TypeError(`Expected a whole cell, got ${JSON.stringify(cell).slice(0, 200)}`);
  if (cell.path !== null) checkPath(cell.path, checked);
  checkBytes(cell.bytes);
}

function checkPath(path: string, checked: Set<string>): void {
  for (const own of unknownOnTheWay(path, checked)) {
    innermostLevel(own);
    checked.add(own);
  }
}

function checkBytes(base64: string): void {
  const reader = new ByteReader(Buffer.from(base64, "base64"));
  decodeValue(reader);
  if (!reader.done || Buffer.from(reader.bytes).toString("base64") !== base64) throw new RangeError("Expected the base64 of one encoded value");
}

function startOf(folder: ReplayFolder): string {
  return folder.result?.startedAt ?? folder.pending?.startedAt ?? "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
