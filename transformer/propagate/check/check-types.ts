/**
 * Whether statements that were put into an older version still make sense to its types: a member that its objects do not have would be logged as `undefined`.
 *
 * Invariants
 * 1. The version's own texts decide. What it imports from elsewhere has type `any`, and speaks against nothing.
 * 2. A complaint counts only where the newest version has none of that kind about the statement, and the rest of the older file none that is like it.
 * 3. What only strict null checks complain about counts only where both files are free of such complaints: then the project is strict.
 */
import { applyEdits } from "../edit/edits.ts";
import type { Texts } from "../text/texts.ts";
import type { NewestStatement } from "../types.ts";
import { NewestComplaints } from "./newest-complaints.ts";
import { outlineOf } from "./outline.ts";
import { Programs, type TextOf } from "./program.ts";
import { StatementCheck, writtenParts, type EditedFile, type TypeComplaint } from "./statement-check.ts";
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
    const { compiler } = this.#texts;
    const file = this.#texts.older(edited.path, applyEdits(edited.text, edited.edits));
    const inserted = edited.inserted.flatMap(writtenParts);
    const statements = statementsIn(compiler, file, inserted);
    if (!edited.isRenamed && !statements.some((one) => mayBeWrong(compiler, file, one))) return undefined;
    const origins = edited.inserted.map(({ statement }) => newest[statement]!.start);
    const outline = `${edited.path} ${origins.join()} ${outlineOf(compiler, file, inserted)}`;
    const known = this.#fine.get(outline);
    if (known && [...known].every(([path, text]) => edited.textOf(path) === text)) return undefined;
    const read = new Map<string, string | undefined>();
    const textOf = (path: string): string | undefined => {
      const text = edited.textOf(path);
      read.set(path, text);
      return text;
    };
    const check = new StatementCheck({ compiler, programs: this.#programs, newest: this.#newest }, { edited: { ...edited, textOf }, file, statements });
    const wrong = this.#ask(check, newest);
    if (wrong === undefined) this.#fine.set(outline, read);
    if (this.#fine.size > KEPT_OUTLINES) this.#fine.delete(this.#fine.keys().next().value!);
    return wrong;
  }

  /** A compiler that fails over a text that is no program says nothing against the statement. */
  #ask(check: StatementCheck, newest: readonly NewestStatement[]): TypeComplaint | undefined {
    try {
      return check.complaint(newest);
    } catch {
      return undefined;
    }
  }
}
