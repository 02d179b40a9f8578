/**
 * A replay executes the program in another folder than the past run, whose path ends as that of the past run's did. Texts that hold such paths are written
 * as the past run's program had them, in records and in states alike, and read from checkpoints the other way.
 *
 * in the replay                                      in the past run
 * /p/.hindlog/worktrees/ID/up/p/out/a.json           /p/out/a.json
 * /p/.hindlog/worktrees/ID/up/other/b.ts             /other/b.ts
 *
 * Invariants
 * 1. Whatever else a text holds stays as it is, and outside of a replay all of it does.
 */
import { sep } from "node:path";
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
  isReplay = here !== then && here.endsWith(tail) && tail.length > 1;
  if (!isReplay) return;
  const prefix = here.slice(0, -tail.length);
  const path = { prefix, above: prefix.replace(/^(?:[A-Za-z]:)?[\\/]/, "") + sep, root: tail };
  const address = pathToFileURL(prefix).pathname;
  const url = { prefix: address, above: `${address.slice(1)}/`, root: pathToFileURL(tail).pathname };
  moved = url.prefix === path.prefix && url.root === path.root ? [path] : [path, url];
}

/** As the past run's program had a text of this replay's. */
export function textThen(text: string): string {
  if (!isReplay) return text;
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
  for (const one of moved) if (found.includes(one.root)) found = withPrefix(found, one);
  return found;
}

function withPrefix(text: string, { prefix, root }: Moved): string {
  let [out, done] = ["", 0];
  for (let at = text.indexOf(root); at >= 0; at = text.indexOf(root, at + root.length)) {
    if (isNamePart(text.charCodeAt(at + root.length)) || !beginsPath(text, at)) continue;
    out += text.slice(done, at) + prefix + root;
    done = at + root.length;
  }
  return out + text.slice(done);
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
