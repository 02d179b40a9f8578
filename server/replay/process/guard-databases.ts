/**
 * Databases of `node:sqlite`, which ask no permission: a replay opens those in memory and below the folders that it may write, and no others.
 *
 * Invariants
 * 1. What would open another file by a statement (`ATTACH`, `VACUUM INTO`) or load native code is refused.
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { wrap } from "./guard-wrap.ts";

/** What a replay may do with databases. */
export interface DatabaseRules {
  readonly isWritable: (path: string) => boolean;
  /** The program opens a file. */
  readonly opens: (path: string) => void;
  /** It asks for one that it does not get. */
  readonly missed: () => void;
}

type Sqlite = Record<string, unknown> & { DatabaseSync: new (path: unknown) => object };

const OPENS_OTHERS = /\battach\b|\bvacuum\b[^;]*\binto\b/i;

export function guardDatabases(rules: DatabaseRules): void {
  const sqlite = process.getBuiltinModule?.("node:sqlite") as Sqlite | undefined;
  if (sqlite === undefined) return;
  const refused = (what: string): Error => {
    rules.missed();
    return Object.assign(new Error(`a replay opens no databases elsewhere: ${what} was refused`), { code: "EACCES" });
  };
  const check = (given: unknown): void => {
    const path = databasePath(given);
    if (path === null) return;
    if (!rules.isWritable(path) || !rules.isWritable(realPath(path))) throw refused(path);
    rules.opens(path);
  };
  const prototype = sqlite.DatabaseSync.prototype as Record<string, unknown>;
  const checkText = ([text]: readonly unknown[]): void => {
    if (typeof text === "string" && OPENS_OTHERS.test(text)) throw refused(text);
  };
  for (const name of ["exec", "prepare"]) wrap(prototype, name, checkText);
  for (const name of ["createTagStore", "enableLoadExtension", "loadExtension"])
    wrap(prototype, name, () => {
      throw refused(name);
    });
  wrap(sqlite, "backup", ([, path]) => check(path));
  sqlite.DatabaseSync = new Proxy(sqlite.DatabaseSync, {
    construct(target, args: [unknown], newTarget): object {
      check(args[0]);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
}

/** Absolute; null for one in memory, and for what is no path. */
function databasePath(given: unknown): string | null {
  const text = given instanceof URL ? given.href : Buffer.isBuffer(given) ? given.toString() : given;
  if (typeof text !== "string" || text === "" || text === ":memory:") return null;
  if (!text.startsWith("file:")) return resolve(text);
  const [address = "", query = ""] = text.split(/[?#]/);
  if (address === "file::memory:" || /\bmode=memory\b/.test(query)) return null;
  return address.startsWith("file:/") ? fileURLToPath(address) : resolve(decodeURIComponent(address.slice("file:".length)));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It is made: its folder tells where.
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}
