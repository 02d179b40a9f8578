/**
 * Journal rows with their places resolved: context ids and module numbers mean something in one journal only, context
 * paths and module paths mean the same in all of them.
 *
 * Invariants
 * 1. Events stand in the order of the rows.
 * 2. A record whose iteration the runtime did not know has path null, never a guess.
 */
import { formatContextPath, type ContextLevel } from "../../runtime/format/key.ts";
import {
  DYNAMIC_NAME,
  UNKNOWN_CONTEXT,
  type ContextRow,
  type EffectRow,
  type InputRow,
  type JournalRow,
  type LogRow,
  type ModuleRow,
  type RepeatRow,
} from "../../runtime/format/journal-rows.ts";

/** One log record with its place. */
export interface RecordEvent {
  readonly type: "record";
  /** Path of the module, relative to the project root. */
  readonly module: string;
  /** Id of the log statement; below 0 where propagation inserted it. */
  readonly statement: number;
  readonly part: number;
  readonly name: string | null;
  /** Context path (key.ts); null where the context is not known. */
  readonly path: string | null;
  readonly levels: readonly ContextLevel[] | null;
  readonly atMs: number;
  readonly bytes: Uint8Array;
  /** The work of an effect made the call. */
  readonly isInEffect: boolean;
}

/** How a statement of a version is called where something is found by it. */
export function placeOf({ module, statement }: Pick<RecordEvent, "module" | "statement">): string {
  return `${module}#${statement}`;
}

/** A row that is not a context, a module or a log row, as it is. */
export type JournalEvent = RecordEvent | Exclude<JournalRow, ContextRow | LogRow | ModuleRow | InputRow | RepeatRow | EffectRow>;

/** Resolves rows one after another; a context row must come before the rows that name it. */
export class JournalResolver {
  readonly modules: ModuleRow[] = [];
  /** Loop value by context path, of every context seen. */
  readonly values: Map<string, unknown> = new Map();
  readonly #contexts = new Map<number, { path: string; levels: readonly ContextLevel[] } | null>([
    [0, { path: "", levels: [] }],
    [UNKNOWN_CONTEXT, null],
  ]);
  readonly #names = new Map<string, string | null>();

  /** @returns the event, or null for a row that only tells how to read others. */
  read(row: JournalRow): JournalEvent | null {
    if (row.type === "log") return this.#record(row);
    if (row.type === "context") this.#addContext(row);
    else if (row.type === "module") this.modules[row.module] = row;
    else if (row.type !== "input" && row.type !== "repeat" && row.type !== "effect") return row;
    return null;
  }

  #record(row: LogRow): RecordEvent {
    const context = this.#contexts.get(row.context) ?? null;
    const { statement, part, atMs, bytes } = row;
    const module = this.modules[row.module]?.path ?? `?${row.module}`;
    const name = part === DYNAMIC_NAME ? row.name : this.#nameOf(module, row);
    return {
      type: "record",
      module,
      statement,
      part,
      name,
      path: context?.path ?? null,
      levels: context?.levels ?? null,
      atMs,
      bytes,
      isInEffect: row.isInEffect === true,
    };
  }

  #addContext(row: ContextRow): void {
    const parent = this.#contexts.get(row.parent) ?? null;
    const level = { module: this.modules[row.module]?.path ?? `?${row.module}`, loop: row.loop, entry: row.entry, iteration: row.iteration };
    if (parent === null) {
      this.#contexts.set(row.id, null);
      return;
    }
    const tail = formatContextPath([level]);
    const path = parent.path === "" ? tail : `${parent.path}/${tail}`;
    this.#contexts.set(row.id, { path, levels: [...parent.levels, level] });
    if (row.value !== undefined) this.values.set(path, row.value);
  }

  #nameOf(module: string, row: LogRow): string | null {
    const key = `${row.module}#${row.statement}.${row.part}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const logs = this.modules[row.module]?.descriptor.logs ?? [];
    const name = logs.find((log) => log.id === row.statement)?.names[row.part] ?? null;
    this.#names.set(key, name);
    return name;
  }
}

/** All rows of a journal at once. */
export function resolveJournal(rows: readonly JournalRow[]): { events: JournalEvent[]; modules: ModuleRow[]; values: Map<string, unknown> } {
  const resolver = new JournalResolver();
  const events: JournalEvent[] = [];
  for (const row of rows) {
    const event = resolver.read(row);
    if (event !== null) events.push(event);
  }
  return { events, modules: resolver.modules, values: resolver.values };
}
