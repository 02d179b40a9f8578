/** Log records: values with the context they were emitted in. */
import { DYNAMIC_NAME, UNKNOWN_CONTEXT, writeLogRow } from "./format/journal.ts";
import type { RuntimeModule } from "./module.ts";
import type { Session } from "./session.ts";

/** Records `log(name, value)`. */
export function recordNamed(session: Session, module: RuntimeModule, statement: number, given: { readonly name: unknown; readonly value: unknown }): void {
  const known = !module.unnamed.has(statement);
  write(session, module, statement, [{ part: known ? 0 : DYNAMIC_NAME, name: known ? null : text(given.name), value: given.value }]);
}

/** Records a `console` call. */
export function recordCall(session: Session, module: RuntimeModule, statement: number, args: readonly unknown[]): void {
  const parts = module.details.parts[statement] ?? [];
  const holes = session.holes.splice(session.holes.length - parts.reduce((sum, part) => sum + (part.from === "holes" ? part.count : 0), 0));
  const records = parts.map((part, index) => {
    if (part.from === "all") return { part: index, name: null, value: args };
    if (part.from === "property") return { part: index, name: null, value: (args[part.argument] as Record<string, unknown>)[part.key] };
    if (part.from === "arguments") {
      const values = part.arguments.map((argument) => args[argument]);
      return { part: index, name: null, value: values.length === 1 ? values[0] : values };
    }
    if (part.from === "argument") return { part: index, name: null, value: args[part.argument] };
    const values = holes.splice(0, part.count);
    return { part: index, name: null, value: values.length === 1 ? values[0] : values };
  });
  write(session, module, statement, records);
}

interface PartValue {
  readonly part: number;
  readonly name: string | null;
  readonly value: unknown;
}

function write(session: Session, module: RuntimeModule, statement: number, records: readonly PartValue[]): void {
  if (session.journal === null) return;
  const context = contextOf(session, module, statement);
  const atMs = session.now();
  for (const { part, name, value } of records) {
    session.journal.row((out) => writeLogRow(out, { context, module: module.index, statement, part, name, atMs }, value));
  }
}

/** The present context, unless the statement stands in a loop that is not active here: a callback that outlived its iteration. */
function contextOf(session: Session, module: RuntimeModule, statement: number): number {
  const outer = module.details.outer?.[statement];
  if (outer !== undefined && !session.isIn(module, outer)) return UNKNOWN_CONTEXT;
  return session.contextId(session.current);
}

function text(name: unknown): string {
  if (typeof name === "string") return name;
  return typeof name === "number" || typeof name === "symbol" ? String(name) : `(${typeof name})`;
}
