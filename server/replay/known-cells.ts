/** What earlier backfills of a run found, and the folder in which a new one leaves its own. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listReplays } from "../history/layout.ts";
import { isBetter } from "../history/ingest/merge-cells.ts";
import { readReplays } from "../history/ingest/replay-files.ts";
import { currentBootId } from "../history/liveness.ts";
import type { ReplayCell, ReplayRequestFile, ReplayResult } from "../history/replay-result.ts";
import { replayFolder } from "./process/run-replay.ts";

/** Beside result.json: tells whether a later request is for the very same statements at the same places. By record name. */
interface PlacementFile {
  readonly format: 1;
  readonly signatures: Readonly<Record<string, string>>;
}

/** An earlier result with its placement. */
interface Earlier {
  readonly result: ReplayResult;
  readonly signatures: Readonly<Record<string, string>>;
}

/** Cells of earlier replays. */
export interface KnownCells {
  readonly cells: readonly ReplayCell[];
  /** All cells there are were found: nothing is left to execute. */
  readonly complete: boolean;
}

/** What is known of a name whose statements stand at these very places. */
export function knownCells(runFolder: string, name: string, signature: string): KnownCells {
  const same = earlier(runFolder, (signatures) => signatures[name] === signature);
  const cells = new Map<string, ReplayCell>();
  for (const { result } of same) {
    for (const cell of result.cells) {
      const key = JSON.stringify([cell.path, cell.statement, cell.occurrence]);
      const before = cells.get(key);
      if (cell.name === name && (before === undefined || isBetter(cell, before))) cells.set(key, cell);
    }
  }
  const complete = same.some(({ result }) => result.partial !== true && !result.refused.some((refusal) => refusal.name === name));
  return { cells: [...cells.values()], complete };
}

/** Whether the same refusals are stored already. */
export function isRefusalKnown(runFolder: string, refused: ReplayResult["refused"]): boolean {
  return readReplays(runFolder).some(
    ({ result }) => result !== null && refused.every((one) => result.refused.some((old) => old.name === one.name && old.reason === one.reason)),
  );
}

/** Those with signatures that are wanted. Of the others, which may hold very many values, nothing is read. */
function earlier(runFolder: string, isWanted: (signatures: Earlier["signatures"]) => boolean): Earlier[] {
  const signaturesOf = (id: string): Earlier["signatures"] | null => {
    const file = join(replayFolder(runFolder, id), "placement.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PlacementFile).signatures : null;
  };
  const wanted = new Map(listReplays(runFolder).flatMap((id) => [[id, signaturesOf(id)] as const]));
  const read = readReplays(runFolder, (id) => wanted.get(id) != null && isWanted(wanted.get(id)!));
  return read.flatMap(({ id, result }) => (result === null ? [] : [{ result, signatures: wanted.get(id)! }]));
}

/** A fresh replay id; ids sort by time. */
export function newReplayId(now: Date): string {
  return `${now.toISOString().replaceAll(/[-:.]/g, "").replace("T", "-").replace("Z", "")}-${randomBytes(3).toString("hex")}`;
}

/** Makes the folder of a replay that starts now: its names are pending. */
export function openReplay(runFolder: string, replay: string, names: readonly string[]): string {
  const folder = replayFolder(runFolder, replay);
  mkdirSync(folder, { recursive: true });
  const request: ReplayRequestFile = { format: 1, names, startedAt: new Date().toISOString(), pid: process.pid, bootId: currentBootId() };
  put(folder, "request.json", request);
  return folder;
}

/** Stores a result; earlier ones of the same name at other places go, since their values are of other statements. */
export function storeResult(runFolder: string, result: ReplayResult, signatures: Readonly<Record<string, string>>): void {
  const folder = replayFolder(runFolder, result.replay);
  mkdirSync(folder, { recursive: true });
  put(folder, "placement.json", { format: 1, signatures } satisfies PlacementFile);
  put(folder, "result.json", result);
  const isStale = (places: Earlier["signatures"], name: string): boolean => result.names.includes(name) && places[name] !== signatures[name];
  for (const { result: old, signatures: places } of earlier(runFolder, (some) => Object.keys(some).some((name) => isStale(some, name)))) {
    const stale = old.names.filter((name) => isStale(places, name));
    if (old.replay === result.replay || stale.length === 0) continue;
    const keep = (name: string): boolean => !stale.includes(name);
    if (!old.names.some(keep)) dropReplay(runFolder, old.replay);
    else
      put(replayFolder(runFolder, old.replay), "result.json", {
        ...old,
        names: old.names.filter(keep),
        cells: old.cells.filter((cell) => keep(cell.name)),
        refused: old.refused.filter((one) => keep(one.name)),
      });
  }
}

/** Takes a replay's folder away that found nothing. */
export function dropReplay(runFolder: string, replay: string): void {
  rmSync(replayFolder(runFolder, replay), { recursive: true, force: true });
}

function put(folder: string, name: string, content: unknown): void {
  const draft = join(folder, `.${name}`);
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, join(folder, name));
}
