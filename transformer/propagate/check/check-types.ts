/**
 * Whether statements that were put into an older version still make sense to its types: a member that its objects do not have would be logged as `undefined`.
 *
 * Invariants
 * 1. The version's own texts decide. What it imports from elsewhere has type `any`, and speaks against nothing.
 * 2. A complaint counts only where the newest version has none of that kind about the statement, and the rest of the older file none that is like it.
 * 3. What only strict null checks complain about counts only where both files are free of such complaints: then the project is strict.
 */
import type ts from "typescript";
import { isJavaScript } from "../edit/drop-types.ts";
import { applyEdits } from "../edit/edits.ts";
import { parseNext, parseText } from "../text/parse-text.ts";
import type { Texts } from "../text/texts.ts";
import type { InsertedRange, NewestStatement } from "../types.ts";
import { NewestComplaints } from "./newest-complaints.ts";
import { outlineOf, type Outline } from "./outline.ts";
import { Programs, type TextOf } from "./program.ts";
import { StatementCheck, writtenParts, type EditedFile, type Subject, type TypeComplaint } from "./statement-check.ts";
import { mayBeWrong, statementsIn } from "./statements-in.ts";

/** One file is often the same in many versions, but for what does not matter. */
const KEPT_OUTLINES = 16;

/** Checks statements of the newest version in older ones. */
export class TypeChecks {
  readonly #texts: Texts;
  readonly #programs: Programs;
  readonly #newest: NewestComplaints;
  /** Files that nothing speaks against, by outline, with the other texts that were looked at. */
  readonly #fine = new Map<string, ReadonlyMap<string, string | undefined>>();
  /** The one parsed last: the next is mostly the same. */
  #outline: ts.SourceFile | undefined;

  constructor(texts: Texts, newestTextOf: TextOf) {
    this.#texts = texts;
    this.#programs = new Programs(texts.compiler);
    this.#newest = new NewestComplaints(texts, newestTextOf);
  }

  /**
   * Says what is wrong; undefined where nothing is, or nothing is known. Nodes of older files must not be used any more.
   * @param newest - what `statement` of the inserted ranges counts
   */
  complaint(edited: EditedFile, newest: readonly NewestStatement[]): TypeComplaint | undefined {
    const outline = outlineOf(this.#texts.compiler, this.#texts.older(edited.path, edited.text), edited.edits);
    const text = isJavaScript(edited.path) ? applyEdits(edited.text, edited.edits) : outline.text;
    const key = [edited.path, edited.isRenamed, ...edited.inserted.map(({ statement }) => newest[statement]!.start), text].join(" ");
    const known = this.#fine.get(key);
    if (known && [...known].every(([path, there]) => edited.textOf(path) === there)) return undefined;
    const read = new Map<string, string | undefined>();
    const textOf = (path: string): string | undefined => {
      const there = edited.textOf(path);
      read.set(path, there);
      return there;
    };
    const asked = { ...edited, textOf };
    const wrong = this.#mayBeWrong(asked, outline, newest) ? this.#ask(asked, newest) : undefined;
    if (wrong === undefined) this.#fine.set(key, read);
    if (this.#fine.size > KEPT_OUTLINES) this.#fine.delete(this.#fine.keys().next().value!);
    return wrong;
  }

  /** Whether the outline leaves a doubt. It is small; the file itself is looked at only then. */
  #mayBeWrong(edited: EditedFile, outline: Outline, newest: readonly NewestStatement[]): boolean {
    if (edited.isRenamed) return true;
    const { compiler } = this.#texts;
    const last = this.#outline;
    this.#outline = undefined;
    const file = (this.#outline = last ? parseNext(compiler, last, edited.path, outline.text) : parseText(compiler, edited.path, outline.text));
    const inserted = edited.inserted.map((range) => within(outline, range));
    const statements = statementsIn(compiler, file, inserted.flatMap(writtenParts));
    if (!statements.some((one) => mayBeWrong(compiler, file, one))) return false;
    if (isJavaScript(edited.path)) return true;
    try {
      return this.#check({ edited: { ...edited, inserted }, file, statements }).hasComplaints(newest);
    } catch {
      return true;
    }
  }

  /** A compiler that fails over a text that is no program says nothing against the statement. */
  #ask(edited: EditedFile, newest: readonly NewestStatement[]): TypeComplaint | undefined {
    const file = this.#texts.older(edited.path, applyEdits(edited.text, edited.edits));
    const statements = statementsIn(this.#texts.compiler, file, edited.inserted.flatMap(writtenParts));
    try {
      return this.#check({ edited, file, statements }).complaint(newest);
    } catch {
      return undefined;
    }
  }

  #check(subject: Subject): StatementCheck {
    return new StatementCheck({ compiler: this.#texts.compiler, programs: this.#programs, newest: this.#newest }, subject);
  }
}

/** A range of an edited file as one of its outline. */
function within({ at }: Outline, range: InsertedRange): InsertedRange {
  const { start, end, around } = range;
  return { ...range, start: at(start), end: at(end), ...(around && { around: { start: at(around.start), end: at(around.end) } }) };
}
