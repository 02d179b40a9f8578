/** The last check: what was edited must still parse as well as before, and every token of the older text must be untouched. */
import type ts from "typescript";
import { Excerpt } from "../text/excerpt.ts";
import { parseText } from "../text/parse-text.ts";
import { SubtreeMemory } from "../text/subtree-memory.ts";
import { collectTokens, type Range, type Tokens } from "../text/tokens.ts";
import type { Texts } from "../text/texts.ts";
import type { Tree } from "../text/tree.ts";
import type { PropagationEdit } from "../types.ts";
import { lineAt } from "../words.ts";
import { applyEdits } from "./edits.ts";
import { farFrom } from "./near-edits.ts";

/** A text before and after edits, parsed. */
interface Edited {
  readonly before: Parsed;
  readonly after: Parsed;
  readonly edits: readonly PropagationEdit[];
}

interface Parsed {
  readonly tokens: Tokens;
  readonly complaints: readonly ts.DiagnosticWithLocation[];
}

/** A larger part of a text is not parsed from its beginning: all of it is parsed by what differs. */
const MOST_NEAR = 0.3;

/** Says in one line what is wrong with the edited text; undefined where nothing is. The nodes of `older` must not be used any more. */
export function complaint(texts: Texts, older: Tree, edits: readonly PropagationEdit[], statements: readonly Range[]): string | undefined {
  return isFineNear(texts.compiler, older.file, edits) ? undefined : complaintAboutAll(texts, older, edits, statements);
}

/** Whether what is near the edits says that they do no harm; if not, all of the text has to be looked at. */
export function isFineNear(compiler: typeof ts, file: ts.SourceFile, edits: readonly PropagationEdit[]): boolean {
  const isModule = compiler.isExternalModule(file);
  // `import.meta` would make it a module.
  if (complaintsOf(file).length > 0 || (!isModule && edits.some((edit) => edit.text.includes("import")))) return false;
  const near = new Excerpt(file.text, farFrom(compiler, file, edits));
  if (near.text.length > MOST_NEAR * file.text.length) return false;
  const moved = edits.map((edit) => ({ ...edit, offset: near.at(edit.offset) }));
  const key = JSON.stringify([file.fileName, isModule, near.text, moved]);
  if (lastNear?.key !== key || lastNear.compiler !== compiler) {
    const parse = (text: string): Parsed => parsed(compiler, parseText(compiler, file.fileName, isModule ? `${text}\nexport {};` : text));
    const edited = { before: parse(near.text), after: parse(applyEdits(near.text, moved)), edits: moved };
    const isFine = edited.before.complaints.length + edited.after.complaints.length === 0 && touched(edited) === undefined;
    lastNear = { compiler, key, isFine };
  }
  return lastNear.isFine;
}

/** What was asked last: near the edits most versions have what the one before has. */
let lastNear: { readonly compiler: typeof ts; readonly key: string; readonly isFine: boolean } | undefined;

/** The same by all of the text. */
export function complaintAboutAll(texts: Texts, older: Tree, edits: readonly PropagationEdit[], statements: readonly Range[]): string | undefined {
  const text = applyEdits(older.text, edits);
  const before = { complaints: complaintsOf(older.file), tokens: older.excluded.length === 0 ? older.tokens : texts.tokens(older.file) };
  const file = texts.older(older.path, text);
  const complaints = complaintsOf(file);
  if (complaints.length > before.complaints.length) {
    const first = complaints.find((one) => statements.some((range) => one.start >= range.start && one.start <= range.end)) ?? complaints[0]!;
    return `with the statement inserted, line ${lineAt(file, first.start)} does not parse: ${texts.compiler.flattenDiagnosticMessageText(first.messageText, " ")}`;
  }
  return touched({ before, after: { complaints, tokens: texts.tokens(file) }, edits });
}

/** Whether tokens that were there before are other ones now. */
function touched({ before, after, edits }: Edited): string | undefined {
  const [old, now] = [before.tokens, after.tokens];
  const ranges = editedRanges(edits);
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

function parsed(compiler: typeof ts, file: ts.SourceFile): Parsed {
  return { complaints: complaintsOf(file), tokens: collectTokens(compiler, file, new SubtreeMemory(), []) };
}

/** What the parser says about a file. */
export function complaintsOf(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (file as unknown as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? [];
}
