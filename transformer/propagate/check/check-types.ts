/**
 * Whether statements that were put into an older version still make sense to its types: a member that its objects do not have would be logged as `undefined`.
 *
 * Invariants
 * 1. The version's own texts decide. What it imports from elsewhere has type `any`, and speaks against nothing.
 * 2. A complaint counts only where the newest version has none of that kind about the statement, and the rest of the older file none that is like it.
 * 3. What only strict null checks complain about counts only where both files are free of such complaints: then the project is strict.
 */
import type ts from "typescript";
import { applyEdits } from "../edits.ts";
import type { Texts } from "../texts.ts";
import type { Range } from "../tokens.ts";
import type { InsertedRange, NewestStatement, PropagationEdit } from "../types.ts";
import { editedRanges } from "../verify.ts";
import { isCertain } from "./certain.ts";
import { onlyStrict, type CheckedFile, type Complaint } from "./complaints.ts";
import { explain, type OlderLine } from "./explain.ts";
import { NewestComplaints } from "./newest-complaints.ts";
import { outlineOf } from "./outline.ts";
import { Programs, type TextOf } from "./program.ts";
import { mayBeWrong, statementsIn } from "./statements-in.ts";

/** A file of an older version, and what is to be put into it. */
export interface EditedFile {
  readonly path: string;
  readonly text: string;
  readonly edits: readonly PropagationEdit[];
  readonly inserted: readonly InsertedRange[];
  /** The other texts of the version. */
  readonly textOf: TextOf;
}

/** An edited file, and the statements in it that are to be checked. */
interface Found {
  readonly file: ts.SourceFile;
  readonly statements: readonly ts.Statement[];
  readonly inserted: readonly Range[];
}

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
   * Says in one line what is wrong; undefined where nothing is, or nothing is known. Nodes of older files must not be used any more.
   * @param newest - what `statement` of the inserted ranges counts
   */
  complaint(edited: EditedFile, newest: readonly NewestStatement[]): string | undefined {
    const { compiler } = this.#texts;
    const file = this.#texts.older(edited.path, applyEdits(edited.text, edited.edits));
    const inserted = edited.inserted.flatMap(writtenParts);
    const statements = statementsIn(compiler, file, inserted);
    if (!statements.some((one) => mayBeWrong(compiler, file, one))) return undefined;
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
    const wrong = this.#complaintIn({ ...edited, textOf }, { file, statements, inserted }, newest);
    if (wrong === undefined) this.#fine.set(outline, read);
    if (this.#fine.size > KEPT_OUTLINES) this.#fine.delete(this.#fine.keys().next().value!);
    return wrong;
  }

  #complaintIn(edited: EditedFile, { file, statements, inserted }: Found, newest: readonly NewestStatement[]): string | undefined {
    const { compiler } = this.#texts;
    const check = (isStrict: boolean): CheckedFile | undefined =>
      this.#programs.check({ file, textOf: (path) => (path === edited.path ? file.text : edited.textOf(path)) }, isStrict);
    const strict = check(true);
    const isNew = (one: Complaint): boolean => {
      const range = edited.inserted.find(({ start, end }) => start <= one.start && one.start < end);
      return range !== undefined && isWithin(one, inserted) && !this.#newest.codesOf(newest[range.statement]!).has(one.code);
    };
    const complaints = strict?.complaints(statements).filter(isNew) ?? [];
    if (!strict || complaints.length === 0) return undefined;
    const loose = check(false)!;
    const [allStrict, allLoose] = [strict.complaints(), loose.complaints()];
    const others = allLoose.filter((one) => !isWithin(one, inserted));
    const isStrictFile = (): boolean => onlyStrict(allStrict, allLoose).every((one) => isWithin(one, inserted)) && this.#newest.isStrict(newest[0]!);
    for (const one of complaints) {
      const always = allLoose.some((other) => other.code === one.code && other.start === one.start);
      if (!always && (one.kind === "member" || !isStrictFile())) continue;
      const checked = always ? loose : strict;
      if (isCertain(compiler, checked, one, { others, inserted })) return explain(compiler, checked, one, olderLineOf(edited));
    }
    return undefined;
  }
}

/** What of an inserted range was not there before. */
function writtenParts({ start, end, around }: InsertedRange): Range[] {
  if (!around) return [{ start, end }];
  return [
    { start, end: around.start },
    { start: around.end, end },
  ];
}

function isWithin({ start }: Range, ranges: readonly Range[]): boolean {
  return ranges.some((range) => range.start <= start && start < range.end);
}

/** Lines of the older text for offsets of the edited one. */
function olderLineOf({ text, edits }: EditedFile): OlderLine {
  const ranges = editedRanges(edits);
  return (offset) => {
    if (isWithin({ start: offset, end: offset }, ranges)) return undefined;
    const added = ranges.filter(({ end }) => end <= offset).reduce((sum, { start, end }) => sum + end - start, 0);
    return text.slice(0, offset - added).split("\n").length;
  };
}
