/** What of a tree is code, and the id of a version made from it. */
import { createHash } from "node:crypto";

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const LOCKS = new Set(["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"]);
const CONFIG = /^(?:package\.json|pnpm-workspace\.yaml|[tj]sconfig[^/]*\.json)$/;

/** One file of a tree; `oid` is git's id of its content. */
export interface TreeEntry {
  readonly path: string;
  readonly oid: string;
  /** `100644`, `100755`, `120000`. */
  readonly mode: string;
}

/** Whether a file is part of what makes a version: code, package.json, lock files, tsconfig. Data a program writes is not. */
export function isCode(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return CODE.test(name) || LOCKS.has(name) || CONFIG.test(name);
}

/** Whether a file is a lock file. */
function isLock(path: string): boolean {
  return LOCKS.has(path.slice(path.lastIndexOf("/") + 1));
}

/** The id of a version: SHA-256 over paths and contents of its code, hexadecimal. */
export function versionIdOf(entries: readonly TreeEntry[]): string {
  const hash = createHash("sha256");
  const code = entries.filter((entry) => isCode(entry.path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const entry of code) hash.update(`${entry.path}\0${entry.oid}\0`);
  return hash.digest("hex");
}

/** SHA-256 over the lock files of a version, null where it has none. */
export function lockHashOf(entries: readonly TreeEntry[]): string | null {
  const locks = entries.filter((entry) => isLock(entry.path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  if (locks.length === 0) return null;
  const hash = createHash("sha256");
  for (const entry of locks) hash.update(`${entry.path}\0${entry.oid}\0`);
  return hash.digest("hex");
}

/** Git's id of a blob. */
export function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
