/**
 * The editor's buffers. What is in a buffer counts, not what is on disk.
 *
 * Paths are absolute, with symbolic links resolved: that is how runs know their modules.
 */
import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { TextDocuments, type Connection } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

/** The open buffers of one connection. */
export class Documents {
  readonly #open: TextDocuments<TextDocument>;
  readonly #paths = new Map<string, string | null>();

  constructor(connection: Connection) {
    this.#open = new TextDocuments(TextDocument);
    this.#open.listen(connection);
    this.#open.onDidClose(({ document }) => this.#paths.delete(document.uri));
  }

  /** Calls back for each buffer that is opened. */
  onOpen(listener: (document: TextDocument) => void): void {
    this.#open.onDidOpen(({ document }) => listener(document));
  }

  get(uri: string): TextDocument | undefined {
    return this.#open.get(uri);
  }

  /** Absolute path of a buffer; null where it is no file (`untitled:`, `git:`). */
  pathOf(uri: string): string | null {
    let path = this.#paths.get(uri);
    if (path === undefined) {
      path = filePath(uri);
      this.#paths.set(uri, path);
    }
    return path;
  }

  /** The text that a file has now: its buffer's, else what is on disk; null where there is neither. @param path - absolute */
  textNow(path: string): string | null {
    const buffer = this.#open.all().find((document) => this.pathOf(document.uri) === path);
    if (buffer !== undefined) return buffer.getText();
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  }

  /** Texts of all buffers that lie below a root, by path relative to it, with `/`. */
  textsBelow(root: string): Map<string, string> {
    const texts = new Map<string, string>();
    for (const document of this.#open.all()) {
      const path = this.pathOf(document.uri);
      const below = path === null ? null : pathBelow(root, path);
      if (below !== null) texts.set(below, document.getText());
    }
    return texts;
  }
}

/** Path relative to a root, with `/`; null for a path that does not lie below it. */
export function pathBelow(root: string, path: string): string | null {
  const below = relative(root, path);
  return below === "" || below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below) ? null : below.split(sep).join("/");
}

function filePath(uri: string): string | null {
  let path: string;
  try {
    path = fileURLToPath(uri);
  } catch {
    return null;
  }
  try {
    return realpathSync(path);
  } catch {
    // A new buffer that was never saved: its folder may exist.
  }
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
