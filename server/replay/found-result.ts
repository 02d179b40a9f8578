/** What an attempt found, as it is stored of a replay. */
import { basename } from "node:path";
import { ByteWriter } from "../../runtime/format/bytes.ts";
import { formatContextPath } from "../../runtime/format/key.ts";
import { encodeValue } from "../../runtime/format/value.ts";
import type { ReplayCell, ReplayResult } from "../history/replay-result.ts";
import type { Found } from "./attempt.ts";
import { placeOf, type RecordEvent } from "./journal-events.ts";
import type { PreparedRun } from "./prepare-run.ts";
import type { PlacedStatement } from "./statements/place-statements.ts";
import type { Scratch } from "./tree/scratch.ts";
import type { JudgedCell, Judgement } from "./verdicts/judge.ts";
import { missingNames } from "./verdicts/missing-names.ts";
import { foundAlone } from "./verdicts/outside.ts";

/** Everything that is stored of a replay. */
export function resultOf(prepared: PreparedRun, found: Found, about: { replay: string; startedAt: string; durationMs: number }): ReplayResult {
  const { run, placement, names, wanted } = prepared;
  const cells = cellsOf(prepared, found);
  return {
    format: 1,
    ...about,
    run: run.file.id,
    names,
    propagation: { verdict: placement.verdict, reason: placement.reason },
    statements: placement.statements.map(({ target, names: own, expressions }) => ({ path: target.module, id: target.statement, names: own, expressions })),
    contexts: contextsOf(found),
    cells,
    refused: [...prepared.refusedNames, ...missingNames({ prepared, ...found, cells })],
    ...(wanted === null && prepared.known.length === 0 ? {} : { partial: wanted !== null }),
  };
}

function cellsOf(prepared: PreparedRun, { judged, plan, changed, cause, outside, scratch, outcome }: Found): ReplayCell[] {
  const { statements } = prepared.placement;
  const byId = new Map(statements.map((one) => [placeOf(one.target), one]));
  const counts = new Map<string, number>();
  const before = foundAlone(outcome.events);
  const outsideOf = (place: string, record: RecordEvent): string | undefined => {
    const doubt = outside.get(place);
    return doubt?.isOfRace === true && before.has(record) ? undefined : doubt?.reason;
  };
  return judged.cells.flatMap((cell) => {
    const statement = byId.get(placeOf(cell.record));
    const name = statement === undefined ? null : nameOf(statement, cell);
    if (statement === undefined || name === null || !isAsked(statement, name)) return [];
    const key = JSON.stringify([cell.record.module, cell.record.statement, name, cell.record.path]);
    const occurrence = counts.get(key) ?? 0;
    counts.set(key, occurrence + 1);
    const { record } = cell;
    const place = placeOf(record);
    const doubt = prepared.unrecorded.get(place) ?? outsideOf(place, record) ?? changed ?? ownPath(record.bytes, scratch);
    const { verdict, reason } = doubt === null || cell.verdict !== "verified" ? withCause(cell, cause) : { verdict: "unverifiable" as const, reason: doubt };
    const bytes = Buffer.from(record.bytes).toString("base64");
    return [
      {
        name,
        path: record.path,
        statement: { path: record.module, id: record.statement },
        occurrence,
        bytes,
        verdict,
        ...(reason === undefined ? {} : { reason }),
        level: plan.level,
      },
    ];
  });
}

function withCause({ verdict, reason }: Judgement, cause: string | null): Judgement {
  return { verdict, ...(reason === undefined ? {} : { reason: verdict === "diverged" && cause !== null ? `${reason}; ${cause}` : reason }) };
}

/** A path of the replay that is none of the past run, of its temporary folder for one. */
function ownPath(bytes: Uint8Array, { base }: Scratch): string | null {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(basename(base)) ? "it holds a path of the replay's own folder" : null;
}

function nameOf(statement: PlacedStatement, { record }: JudgedCell): string | null {
  return record.name !== null && statement.names[record.part] == null ? record.name : (statement.names[record.part] ?? record.name);
}

function isAsked({ newest }: PlacedStatement, name: string): boolean {
  return newest.wanted === null || newest.wanted.has(name) || newest.site.names.includes(null);
}

/** Loop values of the contexts that cells lie in: each level's own path. */
function contextsOf({ judged, outcome }: Found): ReplayResult["contexts"] {
  const paths = new Set<string>();
  for (const { record } of judged.cells) {
    const levels = record.levels ?? [];
    for (let depth = levels.length; depth > 0; depth--) {
      const path = formatContextPath(levels.slice(0, depth));
      if (paths.has(path)) break;
      paths.add(path);
    }
  }
  return [...paths].flatMap((path) => (outcome.values.has(path) ? [{ path, value: encoded(outcome.values.get(path)) }] : []));
}

function encoded(value: unknown): string {
  const out = new ByteWriter();
  encodeValue(out, value);
  return Buffer.from(out.written()).toString("base64");
}
