/** What propagation makes of mechanically renamed cases. */
import ts from "typescript";
import { applyEdits, propagate } from "../../dist/transformer/propagate/index.js";
import { renameCases, type RenameCase, type RenameKind } from "./renames.ts";

/** How many cases of a kind came out how; the wrong ones in words. */
export interface RenameTally {
  readonly kind: RenameKind;
  readonly cases: number;
  readonly right: number;
  readonly refused: number;
  readonly wrong: readonly string[];
  /** Reasons of refusals. */
  readonly reasons: readonly string[];
}

/** Answers `count` cases of a kind. Right is token for token; white space does not count. */
export function answerRenames(kind: RenameKind, count: number): RenameTally {
  const cases = renameCases(kind, count);
  let right = 0;
  const wrong: string[] = [];
  const reasons: string[] = [];
  for (const one of cases) {
    const { edits, reason } = propagate(ts, {
      newest: [{ path: one.path, text: one.newest, start: one.start, end: one.end }],
      older: { path: one.path, text: one.older },
    });
    if (edits.length === 0) reasons.push(`${place(one)}: ${reason}`);
    else if (tokensOf(applyEdits(one.older, edits)) === tokensOf(one.expected)) right++;
    else wrong.push(`${place(one)}: ${edits.map((edit) => edit.text.trim()).join(" ")} (${reason})`);
  }
  return { kind, cases: cases.length, right, refused: reasons.length, wrong, reasons };
}

function place({ path, newest, start, end }: RenameCase): string {
  return `${path.split("/").slice(-2).join("/")}:${newest.slice(0, start).split("\n").length} ${newest.slice(start, end)}`;
}

function tokensOf(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const out: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) out.push(scanner.getTokenText());
  return out.join(" ");
}
