/** The last check: what was edited must still parse as well as before, and every token of the older text must be untouched. */
import type ts from "typescript";
import { applyEdits } from "./edits.ts";
import { collectTokens, Vocabulary, type Range } from "./tokens.ts";
import { parseText, type Tree } from "./tree.ts";
import type { PropagationEdit } from "./types.ts";

/** Says in one line what is wrong with the edited text; undefined where nothing is. */
export function complaint(compiler: typeof ts, older: Tree, edits: readonly PropagationEdit[], statements: readonly Range[]): string | undefined {
  const text = applyEdits(older.text, edits);
  const file = parseText(compiler, older.path, text);
  const before = diagnosticsOf(older.file);
  const after = diagnosticsOf(file);
  if (after.length > before.length) {
    const first = after.find((one) => statements.some((range) => one.start >= range.start && one.start <= range.end)) ?? after[0]!;
    return `with the statement inserted, line ${file.getLineAndCharacterOfPosition(first.start).line + 1} does not parse: ${compiler.flattenDiagnosticMessageText(first.messageText, " ")}`;
  }
  const ranges = editedRanges(edits);
  const vocabulary = new Vocabulary();
  const old = collectTokens(compiler, older.file, vocabulary, []);
  const now = collectTokens(compiler, file, vocabulary, []);
  let at = 0;
  for (let i = 0; i < now.pos.length; i++) {
    if (ranges.some((range) => now.pos[i]! >= range.start && now.end[i]! <= range.end)) continue;
    if (old.ids[at] !== now.ids[i]) return "the statement would melt into its neighbours there";
    at++;
  }
  return at === old.ids.length ? undefined : "the statement would swallow a part of its neighbours there";
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
