/** The context of a record, as text. */
import { UNKNOWN_CONTEXT, type ContextRow, type JournalRow } from "../../runtime/format/journal-rows.ts";

/** The levels of a context, outermost first, each as `shown` and its iteration: `outer@0/inner@2`; `?` where it is not known. */
export function pathOf(rows: readonly JournalRow[], id: number, shown: (row: ContextRow) => string): string {
  if (id === UNKNOWN_CONTEXT) return "?";
  const levels: string[] = [];
  for (let at = id; at !== 0;) {
    const row = rows.find((candidate): candidate is ContextRow => candidate.type === "context" && candidate.id === at)!;
    levels.unshift(`${shown(row)}@${row.iteration}`);
    at = row.parent;
  }
  return levels.join("/");
}
