/** One edited file of an older version against its types. */
import type ts from "typescript";
import { isJavaScript } from "../edit/drop-types.ts";
import type { Range } from "../text/tokens.ts";
import type { InsertedRange, NewestStatement, PropagationEdit } from "../types.ts";
import { editedRanges } from "../edit/verify.ts";
import { isCertain, missingMember } from "./certain.ts";
import { onlyStrict, type CheckedFile, type Complaint } from "./complaints.ts";
import { explain, type OlderLine } from "./explain.ts";
import type { NewestComplaints, NewestNodes } from "./newest-complaints.ts";
import type { Programs, TextOf } from "./program.ts";
import { calledThen, shareWord } from "./renamed-member.ts";
import { otherKind } from "./same-kind.ts";

/** A file of an older version, and what is to be put into it. */
export interface EditedFile {
  readonly path: string;
  readonly text: string;
  readonly edits: readonly PropagationEdit[];
  readonly inserted: readonly InsertedRange[];
  /** Whether it is written with other names than the newest version. */
  readonly isRenamed: boolean;
  /** The other texts of the version. */
  readonly textOf: TextOf;
}

/** Why a statement cannot stand there. */
export interface TypeComplaint {
  /** One line. */
  readonly reason: string;
  /** A property of the statement, and what the types say that it was called. */
  readonly instead?: { readonly property: string; readonly name: string };
}

interface Tools {
  readonly compiler: typeof ts;
  readonly programs: Programs;
  readonly newest: NewestComplaints;
}

/** A file, and what of it is looked at. */
export interface Subject {
  readonly edited: EditedFile;
  readonly file: ts.SourceFile;
  /** What was inserted, or holds what was inserted. */
  readonly statements: readonly ts.Statement[];
}

/** Asks the compiler, and weighs what it says. */
export class StatementCheck {
  readonly #tools: Tools;
  readonly #subject: Subject;
  readonly #written: readonly Range[];

  constructor(tools: Tools, subject: Subject) {
    this.#tools = tools;
    this.#subject = subject;
    this.#written = subject.edited.inserted.flatMap(writtenParts);
  }

  /** Says what is wrong; undefined where nothing is, or nothing is known. */
  complaint(newest: readonly NewestStatement[]): TypeComplaint | undefined {
    const strict = this.#check(true);
    if (!strict) return undefined;
    const fresh = this.#fresh(strict, newest);
    const found = fresh.length === 0 ? undefined : this.#certain(strict, fresh, newest[0]!);
    if (found) return this.#explain(found, newest);
    return this.#subject.edited.isRenamed ? this.#otherKind(strict, newest) : undefined;
  }

  /** Whether the compiler says anything that it does not say of the newest version. */
  hasComplaints(newest: readonly NewestStatement[]): boolean {
    const strict = this.#check(true);
    return strict !== undefined && this.#fresh(strict, newest).length > 0;
  }

  #fresh(strict: CheckedFile, newest: readonly NewestStatement[]): Complaint[] {
    return strict.complaints(this.#subject.statements).filter((one) => {
      const index = this.#statementAt(one);
      return index !== undefined && isWithin(one, this.#written) && !this.#tools.newest.hasToo(newest[index]!, one.code);
    });
  }

  /** The first complaint that is certain, in the program that makes it. */
  #certain(strict: CheckedFile, complaints: readonly Complaint[], newest: NewestStatement): { checked: CheckedFile; complaint: Complaint } | undefined {
    const { compiler } = this.#tools;
    const loose = this.#check(false)!;
    const [allStrict, allLoose] = [strict.complaints(), loose.complaints()];
    const others = allLoose.filter((one) => !isWithin(one, this.#written));
    const isStrictProject = (): boolean => onlyStrict(allStrict, allLoose).every((one) => isWithin(one, this.#written)) && this.#tools.newest.isStrict(newest);
    for (const complaint of complaints) {
      const isAlways = allLoose.some((other) => other.code === complaint.code && other.start === complaint.start);
      if (!isAlways && (complaint.kind === "member" || !isStrictProject())) continue;
      const checked = isAlways ? loose : strict;
      if (isCertain(compiler, checked, complaint, { others, inserted: this.#written })) return { checked, complaint };
    }
    return undefined;
  }

  #explain({ checked, complaint }: { checked: CheckedFile; complaint: Complaint }, newest: readonly NewestStatement[]): TypeComplaint {
    const { compiler } = this.#tools;
    const missing = complaint.kind === "member" ? missingMember(compiler, checked, checked.nodeOf(complaint)) : undefined;
    const statement = newest[this.#statementAt(complaint)!]!;
    const now = missing && this.#tools.newest.nodesOf(statement);
    const name = now && missing && this.#calledThen(now, checked, missing);
    const reason = explain(compiler, checked, complaint, olderLineOf(this.#subject.edited));
    return missing && name !== undefined && shareWord(name, missing.name) ? { reason, instead: { property: missing.name, name } } : { reason };
  }

  #calledThen(now: NewestNodes, older: CheckedFile, { name, type }: { name: string; type: ts.Type }): string | undefined {
    const { compiler } = this.#tools;
    const names = now.nodes
      .flatMap((node) => accessesOf(compiler, node, name))
      .map((access) => {
        const { checker } = now.checked;
        const object = checker.getNonNullableType(checker.getTypeAtLocation(access.expression));
        return calledThen(compiler, { checked: now.checked, type: object }, { checked: older, type }, name);
      });
    return names.find((one) => one !== undefined);
  }

  /** What speaks against the names that a statement is written with there. */
  #otherKind(older: CheckedFile, newest: readonly NewestStatement[]): TypeComplaint | undefined {
    const { edited, file, statements } = this.#subject;
    if (isJavaScript(edited.path)) return undefined;
    const whole = edited.inserted.filter(({ around }) => around === undefined);
    for (const index of new Set(whole.map(({ statement }) => statement))) {
      const ranges = whole.filter(({ statement }) => statement === index);
      const then = statements.filter((node) => isWithin({ start: node.getStart(file), end: node.end }, ranges));
      const now = this.#tools.newest.nodesOf(newest[index]!);
      if (!now || now.nodes.length !== then.length || isJavaScript(newest[index]!.path)) continue;
      for (const [at, node] of then.entries()) {
        const wrong = otherKind(this.#tools.compiler, { newest: { checked: now.checked, node: now.nodes[at]! }, older: { checked: older, node } });
        if (wrong) return wrong;
      }
    }
    return undefined;
  }

  #statementAt({ start }: Range): number | undefined {
    return this.#subject.edited.inserted.find((range) => range.start <= start && start < range.end)?.statement;
  }

  #check(isStrict: boolean): CheckedFile | undefined {
    const { edited, file } = this.#subject;
    return this.#tools.programs.check({ file, textOf: (path) => (path === edited.path ? file.text : edited.textOf(path)) }, isStrict);
  }
}

/** What of an inserted range was not there before. */
export function writtenParts({ start, end, around }: InsertedRange): Range[] {
  if (!around) return [{ start, end }];
  return [
    { start, end: around.start },
    { start: around.end, end },
  ];
}

function isWithin({ start }: Range, ranges: readonly Range[]): boolean {
  return ranges.some((range) => range.start <= start && start < range.end);
}

function accessesOf(compiler: typeof ts, node: ts.Node, name: string): ts.PropertyAccessExpression[] {
  const found: ts.PropertyAccessExpression[] = compiler.isPropertyAccessExpression(node) && node.name.text === name ? [node] : [];
  compiler.forEachChild(node, (child) => void found.push(...accessesOf(compiler, child, name)));
  return found;
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
