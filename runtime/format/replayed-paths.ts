/**
 * A replay executes the program in another folder than the past run, whose path ends as that of the past run's did. Texts that hold such paths are written
 * as the past run's program had them, in records and in states alike, and read from checkpoints the other way.
 *
 * in the replay                                      in the past run
 * /p/.hindlog/worktrees/ID/up/p/out/a.json           /p/out/a.json
 * /p/.hindlog/worktrees/ID/up/other/b.ts             /other/b.ts
 * /p/.hindlog/worktrees/ID/tmp/run-X1y2Z3            /tmp/run-X1y2Z3
 *
 * Invariants
 * 1. Whatever else a text holds stays as it is, and outside of a replay all of it does.
 * 2. Of the folder for temporary files only what this replay has made is read as its own: it belongs to all programs.
 */
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** The project root of the past run, and what stands before it in the replay. */
interface Moved {
  readonly prefix: string;
  /** The same as a relative path that ends with a slash: without it every path below is as it was, from the top or relative. */
  readonly above: string;
  readonly root: string;
}

/** As a path, and as a URL where that is written otherwise. Empty outside of a replay. */
let moved: readonly Moved[] = [];
let isReplay = false;
/** Sources are replayed by files beside them: `a.ts` by `a.ts.mjs`. */
const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const EMITTED = [".mjs", ".cjs"];

/** From now on texts are those of a replay. @param here - folder that stands for the project root. @param then - the project root of the past run. Both absolute. */
export function replayPaths(here: string, then: string): void {
  const tail = then.replace(/^[A-Za-z]:/, "");
  if (here === then || !here.endsWith(tail) || tail.length <= 1) return;
  isReplay = true;
  const prefix = here.slice(0, -tail.length);
  const path = { prefix, above: prefix.replace(/^(?:[A-Za-z]:)?[\\/]/, "") + sep, root: tail };
  const address = pathToFileURL(prefix).pathname;
  const url = { prefix: address, above: `${address.slice(1)}/`, root: pathToFileURL(tail).pathname };
  moved = url.prefix === path.prefix && url.root === path.root ? [path] : [path, url];
}

/** The folder for temporary files. */
interface Temporary {
  readonly here: string;
  readonly past: string;
}

let temporary: readonly Temporary[] = [];
let temporaryFolder = "";

/** The same of the folder for temporary files. Both absolute. */
export function replayTemporary(here: string, past: string): void {
  if (here === past) return;
  isReplay = true;
  temporaryFolder = here;
  const [path, url] = [
    { here, past },
    { here: pathToFileURL(here).pathname, past: pathToFileURL(past).pathname },
  ];
  temporary = url.here === path.here && url.past === path.past ? [path] : [path, url];
}

/** As the past run's program had a text of this replay's. */
export function textThen(text: string): string {
  if (!isReplay) return text;
  let found = withoutPrefix(text);
  for (const { here, past } of temporary) if (found.includes(here)) found = found.split(here).join(past);
  return found;
}

function withoutPrefix(text: string): string {
  let found = text;
  for (const { above } of moved) if (found.includes(above)) found = found.split(above).join("");
  if (found === text) return text;
  for (const ending of EMITTED) found = withoutEnding(found, ending);
  return found;
}

function withoutEnding(text: string, ending: string): string {
  const pieces = text.split(ending);
  let out = pieces[0]!;
  for (const piece of pieces.slice(1)) out += (SOURCE.test(out) && !isNamePart(piece.charCodeAt(0)) ? "" : ending) + piece;
  return out;
}

/** As this replay's program has a text of the past run's. */
export function textHere(text: string): string {
  if (!isReplay) return text;
  let found = text;
  for (const { prefix, root } of moved) if (found.includes(root)) found = withFolder(found, root, () => prefix + root);
  for (const { here, past } of temporary) if (found.includes(past)) found = withFolder(found, past, (behind) => (isMade(behind) ? here : past));
  return found;
}

/** @param instead - what stands for the folder, by what follows it */
function withFolder(text: string, folder: string, instead: (behind: string) => string): string {
  let [out, done] = ["", 0];
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + folder.length)) {
    const end = at + folder.length;
    if (isNamePart(text.charCodeAt(end)) || !beginsPath(text, at)) continue;
    out += text.slice(done, at) + instead(text.slice(end));
    done = end;
  }
  return out + text.slice(done);
}

/** Whether a path within the folder for temporary files is of this replay. @param behind - a text that begins with a separator and a name */
function isMade(behind: string): boolean {
  const name = /^[\\/]([^\\/\s"'`<>|?*]+)/.exec(behind)?.[1];
  return name !== undefined && existsSync(join(temporaryFolder, name));
}

/** The root of a project may be as short as `/app`, and stand in the middle of an address. */
function beginsPath(text: string, at: number): boolean {
  if (at === 0 || text.slice(Math.max(0, at - 7), at) === "file://") return true;
  const before = text.charCodeAt(at - 1);
  return !isNamePart(before) && before !== SLASH && before !== BACKSLASH;
}

const SLASH = 47;
const BACKSLASH = 92;

/** Letters, digits, `_`, `-`, `.`, and what is no ASCII: a path goes on there. NaN behind the end. */
function isNamePart(unit: number): boolean {
  const isLetter = (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
  return isLetter || (unit >= 48 && unit <= 57) || unit === 95 || unit === 45 || unit === 46 || unit > 127;
}
