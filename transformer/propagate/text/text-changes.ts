/** What differs between two texts, as few stretches as parsing again is to be done for. */
import type ts from "typescript";

/** One step from a text to the next: `text` is what the change leads to. */
export interface TextChange {
  readonly text: string;
  readonly range: ts.TextChangeRange;
}

/** A stretch that both texts have. */
interface Common {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/** Shorter common stretches, as a part of the text, are not worth a step of their own. */
const WORTH_A_STEP = 0.1;
/** Texts are compared in pieces of this length, which is faster than by characters. */
const CHUNK = 1024;

/** The steps that lead from one text to another, the one nearest to the end first. */
export function changesBetween(before: string, after: string): TextChange[] {
  const common = commonStretches(before, after);
  const changes: TextChange[] = [];
  for (let i = common.length - 1; i > 0; i--) {
    const [left, right] = [common[i - 1]!, common[i]!];
    const start = left.before + left.length;
    const newLength = right.after - left.after - left.length;
    changes.push({
      text: before.slice(0, start) + after.slice(left.after + left.length),
      range: { span: { start, length: right.before - start }, newLength },
    });
  }
  return changes;
}

/** Common stretches in order: the beginning, long ones between, the end. */
function commonStretches(before: string, after: string): Common[] {
  const shorter = Math.min(before.length, after.length);
  const start = equalFrom({ text: before, at: 0 }, { text: after, at: 0 }, shorter);
  let rest = 0;
  while (
    rest + CHUNK < shorter - start &&
    before.slice(before.length - rest - CHUNK, before.length - rest) === after.slice(after.length - rest - CHUNK, after.length - rest)
  )
    rest += CHUNK;
  while (rest < shorter - start && before.charCodeAt(before.length - 1 - rest) === after.charCodeAt(after.length - 1 - rest)) rest++;
  const end = { before: before.length - rest, after: after.length - rest, length: rest };
  return [{ before: 0, after: 0, length: start }, ...longStretches(before, after, { start, end }), end];
}

/** Common stretches that begin with a line that stands once in each text, between two offsets. */
function longStretches(before: string, after: string, within: { start: number; end: Common }): Common[] {
  const least = WORTH_A_STEP * after.length;
  const found: Common[] = [];
  if (Math.min(within.end.before, within.end.after) - within.start < least) return found;
  const there = onlyLines(before, within.start, within.end.before);
  let from = within.start;
  let at = within.start;
  for (let next = 0; (next = after.indexOf("\n", at) + 1) > 0 && next < within.end.after; at = next) {
    const lineEnd = after.indexOf("\n", next);
    const match = there.get(after.slice(next, lineEnd < 0 ? after.length : lineEnd));
    if (match === undefined || match < from) continue;
    const length = equalFrom({ text: before, at: match }, { text: after, at: next }, Math.min(within.end.before - match, within.end.after - next));
    if (length >= least) {
      found.push({ before: match, after: next, length });
      from = match + length;
    }
    next += Math.max(0, length - 1);
  }
  return found;
}

/** How far two texts are equal from two offsets on. */
function equalFrom(a: { text: string; at: number }, b: { text: string; at: number }, most: number): number {
  let length = 0;
  while (length + CHUNK < most && a.text.slice(a.at + length, a.at + length + CHUNK) === b.text.slice(b.at + length, b.at + length + CHUNK)) length += CHUNK;
  while (length < most && a.text.charCodeAt(a.at + length) === b.text.charCodeAt(b.at + length)) length++;
  return length;
}

/** Offsets of the lines that stand once between two offsets. */
function onlyLines(text: string, from: number, to: number): Map<string, number> {
  const lines = new Map<string, number>();
  const several = new Set<string>();
  for (let at = text.indexOf("\n", from) + 1; at > 0 && at < to; at = text.indexOf("\n", at) + 1) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? text.length : end);
    if (lines.has(line)) several.add(line);
    lines.set(line, at);
  }
  for (const line of several) lines.delete(line);
  return lines;
}
