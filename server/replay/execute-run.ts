/** Replays one prepared run and stores what it found: which attempts are made, and which of them counts. */
import { join } from "node:path";
import type { ReplayCell, ReplayResult } from "../history/replay-result.ts";
import { attempt, type ExecuteInput, type Found, type Place } from "./attempt.ts";
import { ReplayError } from "./errors.ts";
import { resultOf } from "./found-result.ts";
import { dropReplay, newReplayId, openReplay, storeResult } from "./known-cells.ts";
import { placeOf } from "./journal-events.ts";
import { SHORT_MS, type RunPlan } from "./plan/planner.ts";
import type { Judged } from "./verdicts/judge.ts";

/** What one run gave. */
export interface Executed {
  readonly cells: readonly ReplayCell[];
  readonly refused: ReplayResult["refused"];
  readonly executed: Judged["executed"];
  readonly durationMs: number;
}

/** Runs the plan in a scratch tree. @throws ReplayError; the signal's reason when aborted (nothing is stored then). */
export async function executeRun(input: ExecuteInput): Promise<Executed> {
  const { prepared } = input;
  const { run, names } = prepared;
  const startedAt = new Date();
  const startedMs = performance.now();
  const replay = newReplayId(startedAt);
  const folder = openReplay(run.folder, replay, names);
  try {
    const found = await replayIn(input, { replay, folder });
    const durationMs = performance.now() - startedMs;
    const result = resultOf(prepared, found, { replay, startedAt: startedAt.toISOString(), durationMs });
    storeResult(run.folder, result, prepared.signatures);
    return { cells: result.cells, refused: result.refused, executed: found.judged.executed, durationMs };
  } catch (error) {
    dropReplay(run.folder, replay);
    throw error;
  }
}

/** The plan as it is; where it cannot be carried out, or values behind what it restored are not verified or may come from files that it left unwritten, and the run is a short one, everything is executed instead. */
async function replayIn(input: ExecuteInput, place: Place): Promise<Found> {
  const { plan } = input.prepared;
  const first = await undoubted(input, place, await attempt(input, place, plan));
  const restored = first.outcome.events.some((event) => event.type === "jump" || event.type === "jump-failed");
  const isShort = plan.fullMs <= SHORT_MS;
  const isDoubted = first.judged.cells.some((cell) => cell.verdict !== "verified") && isShort;
  const unwritten = first.unwritten !== null && isShort;
  if (!restored || (first.judged.fatal === null && !isDoubted && !unwritten)) return first;
  const full = { ...place, folder: join(place.folder, "full") };
  const second = await undoubted(input, full, await attempt(input, full, input.full()));
  return unwritten || score(second) > score(first) ? second : first;
}

/**
 * Clocks that packages read are mostly nothing that values come from (how long something took, a day to count with). Where nothing else is in doubt, a
 * second replay in which they read other times shows it: values that say something and come out equal do not come from them.
 */
async function undoubted(input: ExecuteInput, place: Place, found: Found): Promise<Found> {
  const doubted = [...found.outside].filter(([, doubt]) => doubt.isOfClock).map(([statement]) => statement);
  if (doubted.length === 0 || found.plan.estimateMs > SHORT_MS) return found;
  const again = await shifted(input, place, found.plan);
  if (again === null) return found;
  const isSettled = (statement: string): boolean => saysMuch(found, statement) && valuesOfStatement(found, statement) === valuesOfStatement(again, statement);
  const settled = new Set(doubted.filter(isSettled));
  return { ...found, outside: new Map([...found.outside].filter(([statement]) => !settled.has(statement))) };
}

/** @returns null where the program does not end so. */
async function shifted(input: ExecuteInput, place: Place, plan: RunPlan): Promise<Found | null> {
  try {
    return await attempt(input, { ...place, folder: join(place.folder, "shifted") }, plan, true);
  } catch (error) {
    asRefusal(error);
    return null;
  }
}

/** Whether values would hardly be equal by chance: more than a few that are true or false. */
function saysMuch({ judged }: Found, statement: string): boolean {
  const cells = judged.cells.filter(({ record }) => placeOf(record) === statement);
  return cells.reduce((sum, { record }) => sum + record.bytes.length, 0) >= 8;
}

/** All that a statement (`module#statement`) gave, and how sure that is, as a text. */
function valuesOfStatement({ judged }: Found, statement: string): string {
  const cells = judged.cells.filter(({ record }) => placeOf(record) === statement);
  return JSON.stringify(cells.map(({ record, verdict }) => [record.path, record.part, record.name, Buffer.from(record.bytes).toString("base64"), verdict]));
}

function score({ judged }: Found): number {
  return judged.cells.reduce((sum, cell) => sum + (cell.verdict === "verified" ? 3 : cell.verdict === "unverifiable" ? 2 : 1), 0);
}

/** An error of a replay as a refusal. Errors that are not about this run are thrown on. */
export function asRefusal(error: unknown): { code: ReplayError["code"]; reason: string } {
  if (!(error instanceof ReplayError) || error.code === "cancelled" || error.code === "disk") throw error;
  return { code: error.code, reason: error.message };
}
