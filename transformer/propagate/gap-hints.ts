/** What the statement itself says about where among its neighbours it belongs: paragraphs, definitions, what it reads and they write. */
import type { GapHints } from "./match-statements.ts";
import type { Group, PlaceContext } from "./place-context.ts";
import { readBy, touches, writtenBy } from "./reads-and-writes.ts";
import { declaredBy } from "./references.ts";
import type { StatementList } from "./tree.ts";

/** Hints for a group in an older list. */
export function hintsFor(context: PlaceContext, group: Group, list: StatementList): GapHints {
  const { compiler } = context;
  const file = context.comparison.newer.file;
  const first = group.statements[0]!;
  const last = group.statements[group.statements.length - 1]!;
  const reads = readBy(compiler, group.references);
  const previous = group.list.statements[group.gap - 1];
  const blankBefore = /\n[ \t]*\r?\n\s*$/.test(file.text.slice(first.getFullStart(), first.getStart(file)));
  const blankBehind = /^[^\n]*\n[ \t]*\r?\n/.test(file.text.slice(last.end, last.end + 400));
  const written = new Map<number, boolean>();
  return {
    blankBefore,
    blankBehind,
    edgesParagraph: blankBefore || blankBehind,
    breaksBefore: (index) => {
      const { text, file: older } = context.comparison.older;
      const next = list.statements[index]!;
      return /\n[ \t]*\r?\n/.test(text.slice(list.statements[index - 1]!.end, next.getStart(older)));
    },
    definedBefore: previous !== undefined && touches(declaredBy(compiler, previous), reads),
    startHolds: list.role === "function" || list.role === "try" || list.role === "file" ? 1.05 : 0.85,
    writes: (index) => {
      const known = written.get(index);
      if (known !== undefined) return known;
      const result = touches(writtenBy(compiler, list.statements[index]!), reads);
      written.set(index, result);
      return result;
    },
  };
}
