/**
 * The files below `.hindlog`. This module names them and lists them; it opens none but its own `.gitignore`.
 *
 * .gitignore   `*`: nothing below is ever committed by the user
 * runs/<id>/   run.json, journal, journal-w<strand>, checkpoints/pack, replays/<id>/{plan.json,journal,result.json}
 * versions.git the private bare repository of versions
 * hindlog.db   the index; can be deleted
 * ingest.lock  who is ingesting
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explainWrite } from "./errors.ts";

/** Absolute paths below one `.hindlog`. */
export interface Layout {
  /** Absolute path of the project root. */
  readonly root: string;
  /** The `.hindlog` folder itself. */
  readonly folder: string;
  readonly runs: string;
  readonly database: string;
  readonly versions: string;
  readonly lock: string;
}

/** The paths of a project's history, whether they exist or not. */
export function layoutOf(root: string, folder: string): Layout {
  return {
    root,
    folder,
    runs: join(folder, "runs"),
    database: join(folder, "hindlog.db"),
    versions: join(folder, "versions.git"),
    lock: join(folder, "ingest.lock"),
  };
}

/** Makes the folder and its `.gitignore` where they are missing. @throws HistoryError `read-only` or `disk-full`. */
export function ensureLayout(layout: Layout): void {
  try {
    mkdirSync(layout.runs, { recursive: true });
    const ignore = join(layout.folder, ".gitignore");
    if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  } catch (error) {
    throw explainWrite(error, layout.folder);
  }
}

/** Ids of the run folders, in the order of their names; [] where there are none. */
export function listRuns(layout: Layout): string[] {
  return listFolders(layout.runs);
}

/** One journal of a run: strand 0 is the main thread, N the worker thread of `journal-wN`. */
export interface StrandFile {
  readonly strand: number;
  readonly path: string;
}

/** The journals of a run, main thread first. */
export function listJournals(runFolder: string): StrandFile[] {
  const strands = readFolder(runFolder)
    .map((name) => ({ name, match: /^journal(?:-w(\d+))?$/.exec(name) }))
    .filter((file) => file.match !== null)
    .map(({ name, match }) => ({ strand: Number(match?.[1] ?? 0), path: join(runFolder, name) }));
  return strands.sort((a, b) => a.strand - b.strand);
}

/** Ids of the replays of a run. */
export function listReplays(runFolder: string): string[] {
  return listFolders(join(runFolder, "replays"));
}

function listFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

function readFolder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
