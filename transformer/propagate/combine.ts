/** The answers for the statements of several newest files as one: their places may be in one file of the older version. */
import { editedRanges } from "./edit/verify.ts";
import { isRefused, type Answer } from "./refusal.ts";
import type { InsertedRange, PropagationEdit, PropagationVerdict } from "./types.ts";

/** What one of them refuses is refused. */
export function combine(parts: readonly Answer[]): Answer {
  const refused = parts.find(isRefused);
  if (refused) return refused;
  const rank: readonly PropagationVerdict[] = ["exact", "moved", "renamed"];
  const worst = parts.reduce((a, b) => (rank.indexOf(b.verdict) > rank.indexOf(a.verdict) ? b : a));
  const leastCertain = parts.reduce((a, b) => (b.confidence < a.confidence ? b : a));
  const already = parts.flatMap((part) => part.alreadyAll ?? []);
  const renames = Object.assign({}, ...parts.map((part) => part.renames)) as Readonly<Record<string, string>>;
  const effects = [...new Set(parts.flatMap((part) => part.effects ?? []))];
  return {
    verdict: worst.verdict,
    confidence: leastCertain.confidence,
    ...(leastCertain.measures ? { measures: leastCertain.measures } : {}),
    reason: parts.map((part) => part.reason).join("; "),
    ...together(parts),
    ...(already.length > 0 ? { already: already[0]!, alreadyAll: already } : {}),
    ...(Object.keys(renames).length > 0 ? { renames } : {}),
    ...(effects.length > 0 ? { effects } : {}),
  };
}

/** All edits, an import that several ask for once, and the ranges as they are in the text with all of them. */
function together(parts: readonly Answer[]): Pick<Answer, "edits" | "inserted"> {
  const edits: PropagationEdit[] = [];
  const inserted: InsertedRange[] = [];
  for (const [index, part] of parts.entries()) {
    // Statements of one text at one place stand there both.
    const isShared = (edit: PropagationEdit): boolean => part.edits.some((own) => isSame(own, edit) && !holdsStatement(part, own));
    const before = edits.filter((edit) => !isShared(edit));
    const behind = parts.slice(index + 1).flatMap((other) => other.edits.filter((edit) => !isShared(edit)));
    for (const range of part.inserted) {
      const own = part.edits.filter((edit) => edit.path === range.path);
      const place = (at: number): number => at + lengthBefore(olderOffset(at, own), range.path, { before, behind });
      const around = range.around && { around: { start: place(range.around.start), end: place(range.around.end) } };
      inserted.push({ ...range, start: place(range.start), end: place(range.end), ...around });
    }
    edits.push(...part.edits.filter((edit) => !edits.some((other) => isSame(other, edit)) || holdsStatement(part, edit)));
  }
  return { edits, inserted };
}

function isSame(a: PropagationEdit, b: PropagationEdit): boolean {
  return a.path === b.path && a.offset === b.offset && a.text === b.text;
}

function holdsStatement({ edits, inserted }: Answer, edit: PropagationEdit): boolean {
  const own = edits.filter((one) => one.path === edit.path).toSorted((a, b) => a.offset - b.offset);
  const { start, end } = editedRanges(own)[own.indexOf(edit)]!;
  return inserted.some((range) => range.path === edit.path && range.start < end && start < range.end);
}

/** Where a place in an edited text is in the older one; of what was inserted, where that stands. */
function olderOffset(at: number, edits: readonly PropagationEdit[]): number {
  let shift = 0;
  for (const { offset, text } of edits.toSorted((a, b) => a.offset - b.offset)) {
    if (at < offset + shift) break;
    if (at <= offset + shift + text.length) return offset;
    shift += text.length;
  }
  return at - shift;
}

interface Others {
  /** Of earlier answers: they come first at one offset. */
  readonly before: readonly PropagationEdit[];
  readonly behind: readonly PropagationEdit[];
}

function lengthBefore(offset: number, path: string, { before, behind }: Others): number {
  const first = [...before.filter((edit) => edit.offset <= offset), ...behind.filter((edit) => edit.offset < offset)];
  return first.reduce((sum, edit) => sum + (edit.path === path ? edit.text.length : 0), 0);
}
