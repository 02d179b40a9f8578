/** Names that a replay could not come to, and why. A statement that the program just never reached is none of them. */
import { placeOf } from "../journal-events.ts";
import type { ReplayCell, ReplayResult } from "../../history/replay-result.ts";
import { namesInEffects } from "../statements/in-effect.ts";
import type { Judged } from "./judge.ts";
import type { PreparedRun } from "../prepare-run.ts";
import type { Races } from "../order/races.ts";
import type { ReplayOutcome } from "../process/run-replay.ts";
import type { Scratch } from "../tree/scratch.ts";

/** A replay that was made, and what came of it. */
export interface Made {
  readonly prepared: PreparedRun;
  readonly judged: Judged;
  readonly outcome: ReplayOutcome;
  readonly scratch: Scratch;
  readonly races: () => Races;
  /** Why values may be others than the past run's; null where nothing says so. */
  readonly changed: string | null;
  readonly cells: readonly ReplayCell[];
}

/** @returns each with its reason */
export function missingNames(made: Made): ReplayResult["refused"] {
  const { prepared, judged, outcome, scratch } = made;
  const { run, names } = prepared;
  const { end } = outcome;
  const left = scratch.leftOut === null ? "" : `; ${scratch.leftOut}`;
  if (judged.fatal !== null) return all(judged.fatal, names);
  if (!end.stopped && end.code !== run.exitCode && run.ended)
    return all(
      `the replay ended with status ${end.code ?? "none"}${end.error === undefined ? "" : ` (${explain(end.error)})`}, the past run with ${run.exitCode}${left}`,
      names,
    );
  const thrown = thrownNames(prepared, outcome);
  const none = names.filter((name) => !made.cells.some((cell) => cell.name === name) && !thrown.some((one) => one.name === name));
  return [...thrown, ...(none.length === 0 ? [] : notReached(made, none))];
}

/** Why there are no values of some names, where the replay came to its end. */
function notReached({ prepared, judged, outcome, changed, races }: Made, none: readonly string[]): ReplayResult["refused"] {
  const { run, loopName, placement } = prepared;
  if (!run.ended) return all(`the run was killed before it is known to have come to the statement${lastPlace(run, loopName)}`, none);
  if (judged.beyondEnd > 0)
    return all(`the run is not known to have come to the statement before something beside its main activity ended it${lastPlace(run, loopName)}`, none);
  if (judged.different !== null)
    return all(`the replay did not do what the past run did: ${[judged.different, ...(changed === null ? [] : [changed])].join("; ")}`, none);
  const inEffects = namesInEffects(placement);
  const isLost = outcome.events.some((event) => event.type === "order-lost");
  const stopped = placement.statements.filter(({ target }) => isLost && races().isStopped(target)).flatMap(({ names: own }) => own);
  return [
    ...all(
      "the statement stands in the work of an effect, which a replay does not do again: log what the effect gives",
      none.filter((name) => inEffects.has(name)),
    ),
    ...all(
      "the replay did not come to the statement, which runs until something stops it: runs do not keep whether it came to it",
      none.filter((name) => stopped.includes(name) && !inEffects.has(name)),
    ),
  ];
}

function all(reason: string, names: readonly string[]): { readonly name: string; readonly reason: string }[] {
  return names.map((name) => ({ name, reason }));
}

/** Names that have no value where their statement threw. */
function thrownNames({ names: asked, placement }: PreparedRun, { events }: ReplayOutcome): ReplayResult["refused"] {
  return events.flatMap((event) => {
    if (event.type !== "threw") return [];
    const own = placement.statements.find(({ target }) => placeOf(target) === event.statement);
    const names = asked.filter((name) => own?.names.includes(name) === true);
    return all(`the added statement threw ${event.error}: it has no value wherever it did`, names);
  });
}

function lastPlace({ records }: PreparedRun["run"], loopName: PreparedRun["loopName"]): string {
  const levels = records.findLast((record) => record.levels !== null)?.levels ?? null;
  if (levels === null) return "";
  return `, the last record is in ${levels.map((level) => `${loopName(level.module, level.loop) ?? "loop"} ${level.iteration}`).join(", ") || "the set-up"}`;
}

function explain(error: string): string {
  if (/ERR_ACCESS_DENIED|Access to this API has been restricted/.test(error))
    return `${error}: a replay writes only inside its scratch tree and starts no processes, workers or native code`;
  return error;
}
