/** The versions that source files had along the first parents of a repository's newest commit. */
import { git } from "../git.ts";

/** One version of a file. */
export interface Version {
  readonly commit: string;
  /** How many commits of the line are newer. */
  readonly position: number;
  readonly path: string;
  readonly blob: string;
}

/** The versions of one file, newest first, through its renames. */
export type Chain = readonly Version[];

const SOURCES = ["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts"];
/** What is built, copied, generated or a test: nobody logs there, or the statements are all alike. */
const SKIPPED =
  /(^|\/)(node_modules|bower_components|vendor|vendors|third_party|dist|build|lib-cov|coverage|fixtures?|__tests__|__mocks__|tests?|specs?|e2e|public\/js|flow-typed)\/|\.min\.|\.(test|spec)\.|\.d\.[cm]?ts$|bundle/;

/** Reads the line of first parents once; files with a single version are left out. */
export function chainsOf(clone: string): Chain[] {
  const args = ["log", "--first-parent", "-m", "--raw", "--no-abbrev", "-M60%", "-l800", "--format=%x00%H", "HEAD", "--"];
  const log = git(clone, [...args, ...SOURCES.map((ending) => `*.${ending}`)]).toString();
  const open = new Map<string, Version[]>();
  const chains: Version[][] = [];
  log
    .split("\0")
    .slice(1)
    .forEach((record, position) => {
      const [commit = "", ...lines] = record.split("\n");
      const changes = lines.filter((line) => line.startsWith(":")).map(change);
      const moved: [string, Version[]][] = [];
      for (const { status, blob, path, from } of changes) {
        if (status === "D") continue;
        const chain = open.get(path) ?? [];
        if (chain.length === 0) chains.push(chain);
        chain.push({ commit, position, path, blob });
        if (status === "M" || status === "T") open.set(path, chain);
        else open.delete(path);
        if (status === "R") moved.push([from, chain]);
      }
      for (const [from, chain] of moved) open.set(from, chain);
    });
  return chains.filter((chain) => chain.length > 1 && chain.every(({ path }) => !SKIPPED.test(path)));
}

/** The texts of some versions of one repository; `undefined` for what the clone lacks. */
export function textsOf(clone: string, versions: Chain): (string | undefined)[] {
  const out = git(clone, ["cat-file", "--batch"], `${versions.map(({ blob }) => blob).join("\n")}\n`);
  let at = 0;
  return versions.map(() => {
    const line = out.indexOf(10, at);
    const [, type, size] = out.toString("latin1", at, line).split(" ");
    at = line + 1;
    if (type !== "blob") return undefined;
    const text = out.toString("utf8", at, at + Number(size));
    at += Number(size) + 1;
    return text;
  });
}

function change(line: string): { status: string; blob: string; path: string; from: string } {
  const [left = "", first = "", second = first] = line.split("\t");
  const [, , , blob = "", status = ""] = left.split(" ");
  return { status: status.charAt(0), blob, path: second, from: first };
}
