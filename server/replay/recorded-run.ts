/** A past run as its folder tells it: everything that planning, replaying and judging it needs. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readPack, type CheckpointMeta } from "../../runtime/format/checkpoint.ts";
import { readJournal } from "../../runtime/format/journal.ts";
import type { FileRow, LoopRow, ModuleRow, VariableRow } from "../../runtime/format/journal-rows.ts";
import type { RunFile } from "../../runtime/format/run.ts";
import { ReplayError } from "./errors.ts";
import { resolveJournal, type JournalEvent, type RecordEvent } from "./journal-events.ts";

/** What a run left behind, with places resolved. */
export interface RecordedRun {
  readonly file: RunFile;
  /** Absolute folder of the run. */
  readonly folder: string;
  readonly modules: readonly ModuleRow[];
  readonly events: readonly JournalEvent[];
  /** Log records in emission order. */
  readonly records: readonly RecordEvent[];
  readonly loops: readonly LoopRow[];
  readonly checkpoints: readonly CheckpointMeta[];
  /** What `arg()` gave, by name. */
  readonly args: Readonly<Record<string, string | number | boolean | null>>;
  /** Variables of the environment that its modules name. */
  readonly variables: readonly VariableRow[];
  /** Files as they were before the program used them. */
  readonly files: readonly FileRow[];
  /** Loop values by context path. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Whether the program ended by itself: where not, it was killed after {@link lastMs}. */
  readonly ended: boolean;
  /** Exit code of a run that ended. */
  readonly exitCode: number | null;
  /** Milliseconds from the start to the last thing that is known to have happened. */
  readonly lastMs: number;
  /** Damage that stopped reading, in words. */
  readonly damage: readonly string[];
}

/** Reads a run folder. @throws ReplayError `unknown-run` where there is none, `damaged` where run.json cannot be read. */
export async function loadRun(folder: string): Promise<RecordedRun> {
  const file = await readRunFile(folder);
  const journal = readJournal(await readOrEmpty(join(folder, "journal")));
  const pack = readPack(await readOrEmpty(join(folder, "checkpoints", "pack")));
  const { events, modules, values } = resolveJournal(journal.rows);
  const damage = [journal.damage, pack.damage].filter((text) => text !== null);
  return assemble({
    file,
    folder,
    modules: modules.filter((row) => row !== undefined),
    // A replay does not do the work of effects.
    events: events.filter((event) => event.type !== "record" || !event.isInEffect),
    values,
    checkpoints: pack.entries.map((entry) => entry.meta),
    damage,
  });
}

type Parts = Pick<RecordedRun, "file" | "folder" | "modules" | "events" | "values" | "checkpoints" | "damage">;

/** Derives what follows from the parts of a run. */
function assemble(parts: Parts): RecordedRun {
  const records = parts.events.filter((event): event is RecordEvent => event.type === "record");
  const loops = parts.events.filter((event): event is LoopRow => event.type === "loop");
  const files = parts.events.filter((event): event is FileRow => event.type === "file");
  const variables = parts.events.filter((event): event is VariableRow => event.type === "variable");
  const args: Record<string, string | number | boolean | null> = {};
  let exitCode: number | null = null;
  let lastMs = 0;
  for (const event of parts.events) {
    if (event.type === "arg") args[event.name] = event.value;
    if (event.type === "end") exitCode = event.code;
    if (event.type === "loop") lastMs = Math.max(lastMs, event.endMs);
    else if ("atMs" in event) lastMs = Math.max(lastMs, event.atMs);
  }
  for (const meta of parts.checkpoints) lastMs = Math.max(lastMs, meta.atMs);
  return { ...parts, records, loops, files, variables, args, ended: exitCode !== null, exitCode, lastMs };
}

async function readRunFile(folder: string): Promise<RunFile> {
  const path = join(folder, "run.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new ReplayError("unknown-run", `Expected a recorded run in ${folder}, but it has no run.json. List the runs with \`hindlog runs\`.`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(text) as RunFile;
  } catch (error) {
    throw new ReplayError(
      "damaged",
      `${path} is not readable JSON, so this run cannot be replayed. Restore the file from a copy of the run folder, or delete the run.`,
      { cause: error },
    );
  }
}

async function readOrEmpty(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Uint8Array();
    throw error;
  }
}
