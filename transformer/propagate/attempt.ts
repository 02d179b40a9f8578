/** One way of carrying statements into an older version, in one file or in several. */
import type { TypeChecks } from "./check/check-types.ts";
import type { TypeComplaint } from "./check/statement-check.ts";
import { combine } from "./combine.ts";
import { FromFile, type PropertyNames } from "./from-file.ts";
import { inOtherFiles } from "./other-files.ts";
import { refusal, type Answer } from "./refusal.ts";
import type { Texts } from "./text/texts.ts";
import type { NewestStatement, NewestStatements, OlderVersion, PropagationResult } from "./types.ts";

/** What all attempts have in common. */
export interface Shared {
  readonly texts: Texts;
  /** Absent where types are not to be looked at. */
  readonly checks: TypeChecks | undefined;
}

/** One way of carrying: the statements as they are written, or with the guards around them. */
export class Attempt {
  /** The statements that are carried. */
  readonly newest: readonly NewestStatement[];
  private readonly checks: TypeChecks | undefined;
  private readonly files: ReadonlyMap<string, FromFile>;

  constructor({ texts, checks }: Shared, request: NewestStatements, newest: readonly NewestStatement[]) {
    this.newest = newest;
    this.checks = checks;
    const paths = [...new Set(newest.map((statement) => statement.path))];
    const numbered = newest.map((statement, index) => ({ statement, index }));
    this.files = new Map(
      paths.map((path) => [
        path,
        new FromFile(
          texts,
          numbered.filter((one) => one.statement.path === path),
          request.minConfidence,
        ),
      ]),
    );
  }

  /** Puts them there, or says why not. */
  into(version: OlderVersion): Answer {
    const names = new Map<string, string>();
    for (;;) {
      const result = this.place(version, names);
      const wrong = this.typeComplaint(result, version);
      if (!wrong) return result;
      const { reason, instead } = wrong;
      if (!instead || names.has(instead.property)) return refusal("type-error", reason, result.confidence);
      names.set(instead.property, instead.name);
    }
  }

  private typeComplaint(result: PropagationResult, { older, olderTree, olderTypes }: OlderVersion): TypeComplaint | undefined {
    const textOf = (path: string): string | undefined => (path === older.path ? older.text : (olderTree?.get(path) ?? olderTypes?.get(path)));
    for (const path of new Set(result.edits.map((edit) => edit.path))) {
      const edits = result.edits.filter((edit) => edit.path === path);
      const inserted = result.inserted.filter((range) => range.path === path);
      const edited = { path, text: textOf(path) ?? "", edits, inserted, isRenamed: result.renames !== undefined, textOf };
      const wrong = this.checks?.complaint(edited, this.newest);
      if (wrong) return wrong;
    }
    return undefined;
  }

  private place({ older, olderTree }: OlderVersion, names: PropertyNames): Answer {
    if (this.newest.length === 0) return refusal("absent", "no statement was given");
    const parts: Answer[] = [];
    for (const [path, file] of this.files) {
      const isFirst = path === this.newest[0]!.path;
      const olderPath = isFirst ? older.path : path;
      const olderText = isFirst ? older.text : olderTree?.get(path);
      const part = olderText ? file.into(olderPath, olderText, names) : refusal("absent", `${path} does not exist there`);
      parts.push(part.verdict === "absent" && olderTree ? inOtherFiles(file, olderTree, { olderPath, first: part, names }) : part);
    }
    return parts.length === 1 ? parts[0]! : combine(parts);
  }
}
