import type ts from "typescript";
import { changesBetween } from "./text-changes.ts";

/** Parses one text the way propagation needs it: parents set, never throwing on syntax errors. */
export function parseText(compiler: typeof ts, path: string, text: string): ts.SourceFile {
  const kinds = compiler.ScriptKind;
  const kind = /\.tsx$/i.test(path) ? kinds.TSX : /\.[mc]?ts$/i.test(path) ? kinds.TS : kinds.JSX;
  const options = { languageVersion: compiler.ScriptTarget.Latest, jsDocParsingMode: compiler.JSDocParsingMode.ParseNone };
  return compiler.createSourceFile(path, text, options, true, kind);
}

/** Newest texts used last, the last one at the end. */
const recent: { readonly compiler: typeof ts; readonly file: ts.SourceFile }[] = [];
const KEPT = 3;

/** Parses a text that is likely to be asked for again: one statement goes into many older texts. The result is shared: it is only read. */
export function parseShared(compiler: typeof ts, path: string, text: string): ts.SourceFile {
  const known = recent.findIndex((one) => one.file.text === text && one.file.fileName === path && one.compiler === compiler);
  recent.push(...(known >= 0 ? recent.splice(known, 1) : [{ compiler, file: parseText(compiler, path, text) }]));
  if (recent.length > KEPT) recent.shift();
  return recent[recent.length - 1]!.file;
}

/** Where more than this part of a text is another, all of it is parsed anew. */
const MOST_CHANGED = 0.5;

/**
 * Parses a text by what differs from one that is parsed already; the result is that of {@link parseText}.
 *
 * @param parsed What can stay of it becomes part of the result: it must not be used any more.
 */
export function parseNext(compiler: typeof ts, parsed: ts.SourceFile, path: string, text: string): ts.SourceFile {
  if (parsed.fileName !== path) return parseText(compiler, path, text);
  const changes = changesBetween(parsed.text, text);
  const changed = changes.reduce((sum, { range }) => sum + Math.max(range.span.length, range.newLength), 0);
  if (changed > MOST_CHANGED * text.length) return parseText(compiler, path, text);
  try {
    return changes.reduce((file, change) => compiler.updateSourceFile(file, change.text, change.range), parsed);
  } catch {
    // What was parsed before may be nested too deeply to be walked.
    return parseText(compiler, path, text);
  }
}
