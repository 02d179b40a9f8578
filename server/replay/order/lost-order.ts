/** How a replay can be compared with its past run from where the order is lost in which activities, callbacks and timers went on. */
import { compiler as ts } from "../../compiler.ts";
import { placeOf, type RecordEvent } from "../journal-events.ts";
import type { Placement } from "../statements/place-statements.ts";
import type { Races } from "./races.ts";
import { findValueSources } from "../values/value-sources.ts";

/**
 * `kept`: it comes where it came, with its value. `moved`: its value is known, and not what comes before and behind it. `unknown`: its value or how often it
 * comes may be another.
 */
export type RecordOrder = "kept" | "moved" | "unknown";

/** A statement of the past version. */
type Statement = Pick<RecordEvent, "module" | "statement">;

/** What is known of a version; looked for where somebody asks. */
export interface LostOrder {
  /** Of the records of a statement. */
  of(statement: Statement): RecordOrder;
  /** Whether what differs at a path of a state (difference.ts) may do so. */
  mayDiffer(path: string): boolean;
  /** Whether a run that ended with a status may have been ended by code beside its main activity, at any moment. */
  mayEnd(status: number | null): boolean;
  /** Whether more inputs (inputs.ts) may be asked for, or fewer. */
  mayAskInputs(): boolean;
}

/** Of a version with its statements. @param racesOf - asked where the order is lost */
export function lostOrder(placement: Placement, racesOf: () => Races): LostOrder {
  let known: Map<string, RecordOrder> | null = null;
  const find = (): Map<string, RecordOrder> => {
    const { logs, texts } = placement;
    const races = racesOf();
    const targets = [...texts.keys()].flatMap((module) => logs.get(module).map(({ id, start, end }) => ({ module, statement: id, start, end })));
    const sources = findValueSources(ts, races.graph.files, { targets, isForeign: races.isForeign });
    return new Map(
      targets.map((target) => {
        const place = placeOf(target);
        if (races.doubt(target, sources.get(place)!) !== undefined) return [place, "unknown"];
        return [place, races.isBeside(target) ? "moved" : "kept"];
      }),
    );
  };
  return {
    of: (statement) => (known ??= find()).get(placeOf(statement)) ?? "kept",
    mayDiffer: (path) => racesOf().mayDiffer(path),
    mayEnd: (status) => racesOf().mayEnd(status),
    mayAskInputs: () => racesOf().asksInputs,
  };
}
