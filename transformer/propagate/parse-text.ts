import type ts from "typescript";

/** Texts used last, the last one at the end: one statement goes into many older texts, and the newest text is the same each time. */
const recent: { readonly compiler: typeof ts; readonly file: ts.SourceFile }[] = [];
const KEPT = 3;
/** Shorter texts are parsed anew. */
const MIN_KEPT = 2000;

/** Parses one text the way propagation needs it: parents set, never throwing on syntax errors. The result may be shared: it is only read. */
export function parseText(compiler: typeof ts, path: string, text: string): ts.SourceFile {
  const known = recent.findIndex((one) => one.file.text === text && one.file.fileName === path && one.compiler === compiler);
  if (known >= 0) {
    recent.push(...recent.splice(known, 1));
    return recent[recent.length - 1]!.file;
  }
  const kinds = compiler.ScriptKind;
  const kind = /\.tsx$/i.test(path) ? kinds.TSX : /\.[mc]?ts$/i.test(path) ? kinds.TS : kinds.JSX;
  const file = compiler.createSourceFile(path, text, compiler.ScriptTarget.Latest, true, kind);
  if (text.length >= MIN_KEPT) recent.push({ compiler, file });
  if (recent.length > KEPT) recent.shift();
  return file;
}
