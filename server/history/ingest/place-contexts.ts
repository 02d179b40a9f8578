/** Finds the contexts that backfilled cells lie in, and makes those that the run did not record. */
import { enclosingPath, innermostLevel, unknownOnTheWay, type ContextLevel } from "../../../runtime/format/key.ts";
import { insertMany, type BulkRow } from "../bulk.ts";
import { toColumns } from "../native-value.ts";
import type { Connection } from "../sqlite.ts";
import { CONTEXTS } from "./contexts.ts";

interface Place {
  readonly path: string;
  readonly parent: string;
  readonly level: ContextLevel;
}

/** What {@link placeContexts} works on: the main strand of a run. */
export interface PlaceInput {
  readonly runKey: number;
  /** Context paths; null stands for the unknown context. */
  readonly paths: Iterable<string | null>;
  /** Base64 of the loop values by context path. */
  readonly values: ReadonlyMap<string, string>;
}

/** The `ctx_id` of each context path in the main strand of a run; rows that the run did not record itself are made. */
export async function placeContexts(connection: Connection, input: PlaceInput): Promise<Map<string | null, number>> {
  const ids = new Map<string | null, number>();
  const setUp = await rootContext(connection, input.runKey, "set-up");
  ids.set("", setUp);
  const byDepth = placesOf(input.paths);
  if ([...input.paths].includes(null)) ids.set(null, await rootContext(connection, input.runKey, "unknown", setUp));
  const sites = await loopSites(connection, input.runKey);
  for (const places of byDepth) await placeLevel(connection, input, { places, ids, sites });
  return ids;
}

async function rootContext(connection: Connection, runKey: number, kind: "set-up" | "unknown", parent: number | null = null): Promise<number> {
  const found = await connection.get<{ ctx_id: number }>(
    "SELECT ctx_id FROM contexts WHERE run_key = ? AND strand = 0 AND journal_id IN (0, 4294967295) AND kind = ?",
    [runKey, kind],
  );
  if (found !== undefined) return found.ctx_id;
  const journalId = kind === "set-up" ? 0 : 4294967295;
  return (
    await connection.run("INSERT INTO contexts (run_key, strand, parent_ctx_id, journal_id, kind) VALUES (?, 0, ?, ?, ?)", [runKey, parent, journalId, kind])
  ).lastId;
}

/** All contexts on the way to the paths, by depth. */
function placesOf(paths: Iterable<string | null>): Place[][] {
  const depths = new Map([["", -1]]);
  const byDepth: Place[][] = [];
  for (const path of paths) {
    if (path === null) continue;
    for (const own of unknownOnTheWay(path, depths)) {
      const parent = enclosingPath(own);
      const depth = depths.get(parent)! + 1;
      depths.set(own, depth);
      (byDepth[depth] ??= []).push({ path: own, parent, level: innermostLevel(own) });
    }
  }
  return byDepth;
}

interface LoopSiteRow {
  readonly siteId: number;
  readonly name: string;
}

async function loopSites(connection: Connection, runKey: number): Promise<Map<string, LoopSiteRow>> {
  const rows = await connection.all<{ path: string; id: number; site_id: number; name: string }>(
    "SELECT m.path, s.id, s.site_id, s.name FROM modules m JOIN sites s USING (file_id) WHERE m.run_key = ? AND m.strand = 0 AND s.kind = 'loop' ORDER BY m.module DESC",
    [runKey],
  );
  return new Map(rows.map((row) => [`${row.path}#${row.id}`, { siteId: row.site_id, name: row.name }]));
}

async function placeLevel(
  connection: Connection,
  input: PlaceInput,
  at: { places: Place[]; ids: Map<string | null, number>; sites: Map<string, LoopSiteRow> },
): Promise<void> {
  const wanted = at.places.map((place) => {
    const site = at.sites.get(`${place.level.module}#${place.level.loop}`);
    return { place, site, parent: at.ids.get(place.parent)! };
  });
  const asked = wanted.map(({ place, site, parent }) => [parent, site?.siteId ?? null, place.level.entry, place.level.iteration]);
  const found = await connection.all<{ at: number; ctx_id: number }>(
    `SELECT wanted.key AS at, min(ctx_id) AS ctx_id FROM json_each(?) AS wanted CROSS JOIN contexts
     ON parent_ctx_id = json_extract(wanted.value, '$[0]') AND site_id = json_extract(wanted.value, '$[1]')
     AND loop_entry = json_extract(wanted.value, '$[2]') AND loop_iteration = json_extract(wanted.value, '$[3]') GROUP BY wanted.key`,
    [JSON.stringify(asked)],
  );
  for (const row of found) at.ids.set(wanted[row.at]!.place.path, row.ctx_id);
  let next = ((await connection.get<{ last: number | null }>("SELECT max(ctx_id) AS last FROM contexts"))?.last ?? 0) + 1;
  const rows: BulkRow[] = [];
  for (const { place, site, parent } of wanted) {
    if (at.ids.has(place.path)) continue;
    const value = input.values.get(place.path);
    const columns = value === undefined ? { type: "undefined", native: null, power: null, exact: null } : toColumns(Buffer.from(value, "base64"));
    const { entry, iteration, module, loop } = place.level;
    at.ids.set(place.path, next);
    rows.push([
      next++,
      parent,
      null,
      "iteration",
      site?.siteId ?? null,
      site?.name ?? `${module}#${loop}`,
      entry,
      iteration,
      columns.type,
      columns.native,
      columns.power,
      columns.exact,
    ]);
  }
  await insertMany(connection, { ...CONTEXTS, same: { run_key: input.runKey, strand: 0 } }, rows);
}
