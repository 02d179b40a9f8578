/** Log records: values with the context they were emitted in. Nothing of the program's runs while a row is written. */
import type { ByteWriter } from "./format/bytes.ts";
import { writeLogRow, writeLogRowOfList } from "./format/journal.ts";
import { DYNAMIC_NAME, IN_EFFECT, UNKNOWN_CONTEXT } from "./format/journal-rows.ts";
import type { LogPart } from "./format/site.ts";
import type { LogStatement, RuntimeModule } from "./module.ts";
import type { Session } from "./session.ts";

/** Records `log(name, value)`. */
export function recordNamed(session: Session, module: RuntimeModule, id: number, given: { readonly name: unknown; readonly value: unknown }): void {
  const { journal } = session;
  if (journal === null) return;
  const statement = module.statement(id);
  const row = rowOf(session, module, { id, statement });
  if (!statement.isNamed) {
    row.part = DYNAMIC_NAME ^ row.mark;
    row.name = text(given.name);
  }
  writeLogRow(journal.begin(), row, given.value);
  journal.commit();
}

/** Records a `console` call. */
export function recordCall(session: Session, module: RuntimeModule, id: number, args: readonly unknown[]): void {
  const { journal, holes } = session;
  const statement = module.statement(id);
  if (journal !== null) {
    const { parts } = statement;
    const row = rowOf(session, module, { id, statement });
    let hole = holes.length - statement.holes;
    // The rows of a call are handed over together.
    let out: ByteWriter | null = null;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]!;
      row.part = index ^ row.mark;
      if (part.from === "holes") {
        const from = hole;
        hole += part.count;
        out ??= journal.begin();
        if (part.count === 1) writeLogRow(out, row, holes[from]);
        else writeLogRowOfList(out, row, { values: holes, from, to: hole });
        continue;
      }
      // What is logged is an object literal of data; but this accessor may be the program's, and log itself.
      if (part.from === "property" && part.key === "__proto__" && out !== null) {
        journal.commit();
        out = null;
      }
      const value = valueOf(part, args);
      out ??= journal.begin();
      writeLogRow(out, row, value);
    }
    if (out !== null) journal.commit();
  }
  for (let count = statement.holes; count > 0; count--) holes.pop();
}

function valueOf(part: Exclude<LogPart, { from: "holes" }>, args: readonly unknown[]): unknown {
  switch (part.from) {
    case "argument":
      return args[part.argument];
    case "all":
      return args;
    case "property":
      return (args[part.argument] as Record<string, unknown>)[part.key];
    case "arguments": {
      const values = part.arguments.map((argument) => args[argument]);
      return values.length === 1 ? values[0] : values;
    }
  }
}

interface Row {
  readonly context: number;
  readonly module: number;
  readonly statement: number;
  part: number;
  name: string | null;
  readonly atMs: number;
  /** 0, or {@link IN_EFFECT}. */
  readonly mark: number;
}

/** What all rows of a call share. */
function rowOf(session: Session, module: RuntimeModule, { id, statement }: { readonly id: number; readonly statement: LogStatement }): Row {
  const mark = session.effects.isInside ? IN_EFFECT : 0;
  return { context: contextOf(session, module, statement), module: module.index, statement: id, part: mark, name: null, atMs: session.now(), mark };
}

/** The present context, unless the statement stands in a loop that is not active here: a callback that outlived its iteration. */
function contextOf(session: Session, module: RuntimeModule, { loop }: LogStatement): number {
  const context = session.recording();
  if (loop !== null && !session.isIn(module, loop)) return UNKNOWN_CONTEXT;
  return session.contextId(context);
}

function text(name: unknown): string {
  if (typeof name === "string") return name;
  return typeof name === "number" || typeof name === "symbol" ? String(name) : `(${typeof name})`;
}
