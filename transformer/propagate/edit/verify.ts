/** The last check: what was edited must still parse as well as before, and every token of the older text must be untouched. */
import type ts from "typescript";
import { applyEdits } from "./edits.ts";
import type { Texts } from "../text/texts.ts";
import type { Range } from "../text/tokens.ts";
import type { Tree } from "../text/tree.ts";
import type { PropagationEdit } from "../types.ts";

/** Says in one line what is wrong with the edited text; undefined where nothing is. The nodes of `older` must not be used any more. */
export function complaint(texts: Texts, older: Tree, edits: readonly PropagationEdit[], statements: readonly Range[]): string | undefined {
  const text = applyEdits(older.text, edits);
  const before = diagnosticsOf(older.file);
  const old = older.excluded.length === 0 ? older.tokens : texts.tokens(older.file);
  const file = texts.older(older.path, text);
  const after = diagnosticsOf(file);
  if (after.length > before.length) {
    const first = after.find((one) => statements.some((range) => one.start >= range.start && one.start <= range.end)) ?? after[0]!;
    return `with the statement inserted, line ${file.getLineAndCharacterOfPosition(first.start).line + 1} does not parse: ${texts.compiler.flattenDiagnosticMessageText(first.messageText, " ")}`;
  }
  const ranges = editedRanges(edits);
  const now = texts.tokens(file);
  let at = 0;
  let passed = 0;
  let shift = 0;
  for (let i = 0; i < now.pos.length; i++) {
    while (passed < ranges.length && ranges[passed]!.end <= now.pos[i]!) shift += ranges[passed]!.end - ranges[passed++]!.start;
    if (passed < ranges.length && now.pos[i]! >= ranges[passed]!.start && now.end[i]! <= ranges[passed]!.end) continue;
    if (old.pos[at]! + shift !== now.pos[i]! || old.end[at]! + shift !== now.end[i]!) return "the statement would melt into its neighbours there";
    at++;
  }
  return at === old.pos.length ? undefined : "the statement would swallow a part of its neighbours there";
}

/** The ranges of the edited text that come from edits. */
export function editedRanges(edits: readonly PropagationEdit[]): Range[] {
  let shift = 0;
  return edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.offset - b.edit.offset || a.index - b.index)
    .map(({ edit }) => {
      const start = edit.offset + shift;
      shift += edit.text.length;
      return { start, end: start + edit.text.length };
    });
}

function diagnosticsOf(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (file as unknown as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? [];
}
