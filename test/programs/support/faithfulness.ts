/** A recorded program resumed at a handful of its boundaries, each in a process of its own, and compared with what the run did behind them. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readPack, type CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import { readJournal } from "../../../runtime/format/journal.ts";
import type { JournalRow } from "../../../runtime/format/journal-rows.ts";
import { parseActivationKey } from "../../../runtime/format/key.ts";
import type { Outcome } from "./child.ts";
import { chainTo, isHeadAndTail, isRest, writePlan, type Chain } from "./resume.ts";
import { firstLine, type Seen, type Stage } from "./transparency.ts";
import type { WholeProgram } from "./whole-program.ts";

/** Which of the run's boundaries; `middle` is of the main loop. */
export type Place = "first" | "middle" | "last" | "inner" | "exit";

/**
 * - exact: the rest of the run, bit for bit, and every later state hash equal.
 * - refused: by name, at recording or in the replay.
 * - unverifiable: the checkpoint names values that it kept by identity only; nobody would have trusted it.
 * - diverged: a state hash behind the jump showed that it is not the same.
 * - mismatch: something came out differently and nothing said so. There may be none.
 */
export type Result = "exact" | "refused" | "unverifiable" | "diverged" | "mismatch";

export interface Tried {
  readonly place: Place;
  /** Key and iteration, for a person. */
  readonly boundary: string;
  readonly result: Result;
  /** Why not exact; "" where it is. */
  readonly reason: string;
}

export interface Faithfulness {
  readonly tried: readonly Tried[];
  /** Checkpoints in the pack of the run. */
  readonly boundaries: number;
  /** Why the main loop has no boundary at all; null where it has. */
  readonly mainLoopRefused: string | null;
}

/** A recorded run with everything that its resumption is compared with. */
interface Recorded {
  readonly seen: Seen;
  /** Absolute. */
  readonly folder: string;
  readonly rows: readonly JournalRow[];
  readonly checkpoints: readonly CheckpointMeta[];
  readonly put: readonly { readonly stream: "stdout" | "stderr"; readonly atMs: number; readonly length: number; readonly unixMs: number }[];
}

/** Resumes the run that `stage` has just recorded. */
export async function resumeEverywhere(stage: Stage, seen: Seen): Promise<Faithfulness> {
  const recorded = readRecorded(stage, seen);
  const tried: Tried[] = [];
  for (const { place, meta } of choose(stage.program, recorded)) tried.push(await resume(stage, recorded, place, meta));
  const main = mainLoopMetas(stage.program, recorded);
  return { tried, boundaries: recorded.checkpoints.length, mainLoopRefused: main.length > 0 ? null : whyNone(stage.program, recorded) };
}

function readRecorded(stage: Stage, seen: Seen): Recorded {
  const runs = join(stage.history, "runs");
  const folder = join(runs, readdirSync(runs)[0]!);
  const pack = join(folder, "checkpoints/pack");
  const times = existsSync(stage.outputTimes) ? readFileSync(stage.outputTimes, "utf8").trim().split("\n") : [];
  rmSync(stage.outputTimes, { force: true });
  return {
    seen,
    folder,
    rows: readJournal(readFileSync(join(folder, "journal"))).rows,
    checkpoints: existsSync(pack) ? readPack(readFileSync(pack)).entries.map((entry) => entry.meta) : [],
    put: times.map((line) => {
      const [stream, atMs, length, unixMs] = line.split(" ");
      return { stream: stream as "stdout" | "stderr", atMs: Number(atMs), length: Number(length), unixMs: Number(unixMs) };
    }),
  };
}

/** The first of the main loop (else of any), one in the middle of the main loop, the last, one of the deepest, an exit. */
function choose(program: WholeProgram, recorded: Recorded): { place: Place; meta: CheckpointMeta }[] {
  const all = recorded.checkpoints;
  const main = mainLoopMetas(program, recorded);
  const depth = (meta: CheckpointMeta): number => meta.key.split("/").length;
  const greatest = all.reduce((most, meta) => Math.max(most, depth(meta)), 0);
  const starts = all.filter((meta) => meta.point === "start");
  const at = (list: readonly CheckpointMeta[], share: number): CheckpointMeta | undefined => list[Math.floor((list.length - 1) * share)];
  const chosen: { place: Place; meta: CheckpointMeta | undefined }[] = [
    { place: "middle", meta: middle(main, all) },
    { place: "first", meta: main[0] ?? all[0] },
    { place: "last", meta: at(starts, 1) },
    {
      place: "inner",
      meta: at(
        all.filter((meta) => depth(meta) === greatest),
        0.6,
      ),
    },
    {
      place: "exit",
      meta: at(
        all.filter((meta) => meta.point === "exit"),
        0.7,
      ),
    },
  ];
  const seen = new Set<CheckpointMeta>();
  return chosen.flatMap(({ place, meta }) => {
    if (meta === undefined || seen.has(meta)) return [];
    seen.add(meta);
    return [{ place, meta }];
  });
}

/** Boundaries at iteration starts of the main loop's longest activation. */
function mainLoopMetas(program: WholeProgram, { rows, checkpoints }: Recorded): CheckpointMeta[] {
  const id = mainLoopSite(program, rows)?.id;
  const own = checkpoints.filter((meta) => {
    const { module, loop } = parseActivationKey(meta.key);
    return meta.point === "start" && module === program.mainLoop?.module && loop === id;
  });
  const count = new Map<string, number>();
  for (const meta of own) count.set(meta.key, (count.get(meta.key) ?? 0) + 1);
  const longest = [...count].reduce<[string, number]>((most, entry) => (entry[1] > most[1] ? entry : most), ["", 0])[0];
  return own.filter((meta) => meta.key === longest);
}

function mainLoopSite(program: WholeProgram, rows: readonly JournalRow[]) {
  const module = rows.find((row) => row.type === "module" && row.path === program.mainLoop?.module);
  if (program.mainLoop === null || module?.type !== "module") return undefined;
  const site = module.descriptor.loops.find((loop) => loop.name === program.mainLoop?.name);
  if (site === undefined)
    throw new Error(`Expected a loop ${program.mainLoop.name} in ${program.name}, got ${module.descriptor.loops.map((loop) => loop.name).join()}`);
  return site;
}

/** The usable boundary nearest to the middle, in the middle half of the loop; else the one in the middle, whatever it is. */
function middle(main: readonly CheckpointMeta[], all: readonly CheckpointMeta[]): CheckpointMeta | undefined {
  const centre = (main.length - 1) / 2;
  const order = [...main.keys()].sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre));
  const inner = order.filter((index) => Math.abs(index - centre) <= main.length / 4);
  const found = inner.find((index) => main[index]!.unusable === null && chainTo(main[index]!, all) !== null);
  return main[found ?? order[0] ?? -1];
}

function whyNone(program: WholeProgram, { rows }: Recorded): string {
  if (program.mainLoop === null) return "no loop statement drives it";
  const site = mainLoopSite(program, rows);
  if (site?.reason !== undefined) return site.reason;
  const note = rows.find((row) => row.type === "note" && row.text.includes(program.mainLoop!.name));
  if (note?.type === "note") return note.text;
  const other = rows.find((row) => row.type === "note");
  return other?.type === "note" ? other.text : "no checkpoint was taken, and nothing says why";
}

async function resume(stage: Stage, recorded: Recorded, place: Place, meta: CheckpointMeta): Promise<Tried> {
  const boundary = `${meta.key} ${meta.point === "exit" ? "exit" : meta.iteration}`;
  const refused = (reason: string): Tried => ({ place, boundary, result: "refused", reason });
  if (meta.unusable !== null) return refused(meta.unusable);
  const chain = chainTo(meta, recorded.checkpoints);
  if (chain === null) return refused("an enclosing loop has no usable checkpoint at its iteration");
  const { plan, replayed, rows } = await replay(stage, recorded, chain, place);
  const landed = rows.findIndex((row) => row.type === "jump" && row.key === meta.key);
  const failed = rows.find((row) => row.type === "jump-failed");
  const made = chain.filter((link) => rows.some((row) => row.type === "jump" && row.key === link.key));
  const unequal = rows.find((row, index) => row.type === "hash" && !row.equal && index > landed);
  const differs = differsFromRest(recorded, replayed, made);
  rmSync(dirname(plan), { recursive: true, force: true });
  if (failed?.type === "jump-failed") {
    if (failed.fatal || differs === null || unequal !== undefined) return refused(failed.reason);
    return { place, boundary, result: "mismatch", reason: `refused (${failed.reason}), and then ${differs}` };
  }
  if (landed < 0) return refused("the replay did not come to the loop it would have jumped in");
  if (unequal?.type === "hash")
    return { place, boundary, result: "diverged", reason: `hash at ${unequal.at}: ${unequal.difference ?? ""}; output ${differs ?? "the same"}` };
  const opaque = chain.flatMap((link) => link.opaque)[0];
  if (opaque !== undefined) {
    const came = differs === null ? "it came out right" : differs;
    return { place, boundary, result: "unverifiable", reason: `${opaque.path}: ${opaque.reason} (${came})` };
  }
  return { place, boundary, result: differs === null ? "exact" : "mismatch", reason: differs ?? "" };
}

async function replay(stage: Stage, recorded: Recorded, chain: Chain, place: Place): Promise<{ plan: string; replayed: Seen; rows: JournalRow[] }> {
  stage.place("replay");
  const plan = writePlan(recorded.folder, chain, place);
  const replayed = await stage.run({ HINDLOG_REPLAY: plan });
  const journal = join(dirname(plan), "journal");
  return { plan, replayed, rows: existsSync(journal) ? readJournal(readFileSync(journal)).rows : [] };
}

/** What the replay did differently from the run behind the last boundary of the chain (all of it, where no jump was made); null where nothing. */
function differsFromRest(recorded: Recorded, replayed: Seen, chain: Chain): string | null {
  for (const stream of ["stdout", "stderr"] as const) {
    const [expected, got] = [recorded.seen.outcome[stream], replayed.outcome[stream]];
    const offsets = chain.map((meta) => putBefore(recorded, stream, meta.atMs));
    if (chain.length === 0 ? got !== expected : !isRest(got, expected, offsets)) {
      return `${stream} is not the rest: ${firstLine(expected.slice(offsets.at(-1) ?? 0), lastLines(got, expected.length - (offsets.at(-1) ?? 0)))}`;
    }
  }
  const end = ({ status, signal }: Outcome): string => `${signal ?? status}`;
  if (end(recorded.seen.outcome) !== end(replayed.outcome)) return `ended with ${end(replayed.outcome)} instead of ${end(recorded.seen.outcome)}`;
  return differsInFiles(recorded, replayed, chain);
}

function lastLines(text: string, length: number): string {
  return length <= 0 ? text : text.slice(-length);
}

function putBefore({ put }: Recorded, stream: "stdout" | "stderr", atMs: number): number {
  return put.filter((piece) => piece.stream === stream && piece.atMs < atMs).reduce((sum, piece) => sum + piece.length, 0);
}

/** File times are coarse: a clock tick. */
const SLACK_MS = 10;

function differsInFiles(recorded: Recorded, replayed: Seen, chain: Chain): string | null {
  const restored = chain.at(-1);
  // When the run's own clock began, as late as it can have been: a process may be held up between its start and that.
  const beganMs = Math.max(...recorded.put.map(({ atMs, unixMs }) => unixMs - atMs));
  const sinceMs = restored === undefined ? 0 : beganMs + restored.atMs + SLACK_MS;
  for (const [path, { text, atMs }] of recorded.seen.files) {
    const got = replayed.files.get(path);
    if (got === undefined ? atMs > sinceMs : chain.length === 0 ? got.text !== text : !isHeadAndTail(got.text, text)) return `${path} is not the rest`;
  }
  const extra = [...replayed.files.keys()].find((path) => !recorded.seen.files.has(path));
  return extra === undefined ? null : `${extra} was written, the run wrote no such file`;
}
