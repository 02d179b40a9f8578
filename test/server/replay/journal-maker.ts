/** Writes journals of the sample program (sample-run.ts) with the real writers, and reads them back. */
import { ByteWriter } from "../../../runtime/format/bytes.ts";
import { blockHeader, readJournal, writeContextRow, writeJsonRow, writeLogRow } from "../../../runtime/format/journal.ts";
import type { JsonRow } from "../../../runtime/format/journal-rows.ts";
import { parseContextPath } from "../../../runtime/format/key.ts";
import type { LogSite, LoopSite, ModuleDescriptor } from "../../../runtime/format/site.ts";
import { resolveJournal, type JournalEvent } from "../../../server/replay/journal-events.ts";

const loop = (id: number, name: string, parent: number | null): LoopSite => ({
  id,
  name,
  kind: "for",
  start: 0,
  end: 1,
  line: 0,
  parent,
  fn: "",
  checkpointable: true,
});
const log = (id: number, name: string): LogSite => ({ id, callee: "log", names: [name], expressions: [name], start: 0, end: 1, line: 0, loop: null, fn: "" });

export const DESCRIPTOR: ModuleDescriptor = {
  source: "a.ts",
  format: "esm",
  door: "register",
  hash: "",
  text: "",
  loops: [loop(0, "epoch", null), loop(1, "step", 0)],
  logs: [log(-1, "new"), log(0, "loss"), log(1, "done")],
  options: {},
};

/** One journal under construction. */
export class JournalMaker {
  readonly #out = new ByteWriter();
  readonly #contexts = new Map<string, number>([["", 0]]);
  #atMs = 0;

  constructor() {
    this.row({ type: "module", module: 0, path: "a.ts", file: "a.ts", descriptor: DESCRIPTOR });
  }

  row(row: JsonRow): this {
    writeJsonRow(this.#out, row);
    return this;
  }

  /** A record of `statement` in the context `path`. */
  log(path: string, statement: number, value: unknown): this {
    writeLogRow(this.#out, { context: this.#context(path), module: 0, statement, part: 0, name: null, atMs: this.#atMs++ }, value);
    return this;
  }

  events(): JournalEvent[] {
    const rows = this.#out.written();
    const file = Buffer.concat([blockHeader(rows), rows]);
    const read = readJournal(file);
    if (read.damage !== null) throw new Error(read.damage);
    return resolveJournal(read.rows).events;
  }

  #context(path: string): number {
    const known = this.#contexts.get(path);
    if (known !== undefined) return known;
    const level = parseContextPath(path).at(-1)!;
    const parent = this.#context(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    const id = this.#contexts.size;
    this.#contexts.set(path, id);
    writeContextRow(this.#out, {
      type: "context",
      id,
      parent,
      module: 0,
      loop: level.loop,
      entry: level.entry,
      iteration: level.iteration,
      value: level.iteration,
    });
    return id;
  }
}
