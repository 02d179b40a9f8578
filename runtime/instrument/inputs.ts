/** Clocks, random bytes, files. */
import { types } from "node:util";
import type { InputKind } from "../format/journal-rows.ts";
import { hasMethod, missingMethod } from "../members.ts";
import { session } from "./run.ts";

/** A clock reading or random bytes. */
export function input<T>(kind: InputKind, value: T): T {
  return session.inputs.read(kind, value);
}

/** Replay builds: whether the past run kept what a clock is about to be asked. */
export function isKept(kind: InputKind, clock: unknown): boolean {
  return session.inputs.isKept(kind, clock);
}

/** A file is about to be opened. @returns the kind of its number, for {@link input} */
export function opening(): InputKind {
  return session.inputs.opening();
}

/** What may be a path that is about to be used; returned as it is. @param changes - 1 where the file is written, moved or deleted, 2 where it is a database */
export function file<T>(path: T, changes?: 1 | 2): T {
  session.files.ask(path, changes !== undefined);
  if (changes === 2 && typeof path === "string") for (const beside of BESIDE_DATABASES) session.files.ask(path + beside, true);
  return path;
}

/** Replay builds: an inserted statement begins. */
export function aside(): void {
  session.inputs.beginAside();
}

/** Replay builds: an inserted statement has ended. */
export function rejoin(): void {
  session.inputs.endAside();
}

/** Memory that the program has just been given as chance has left it: it is empty in a run and in its replays. */
export function unwritten<T>(bytes: T): T {
  if (session.mode !== "off" && types.isUint8Array(bytes)) Uint8Array.prototype.fill.call(bytes, 0);
  return bytes;
}

/** Files that SQLite keeps beside a database. */
const BESIDE_DATABASES = ["-journal", "-wal", "-shm"];

const clocks: ReadonlyMap<unknown, InputKind> = new Map<unknown, InputKind>([
  [Date, 0],
  // A replay has something in front of it (guard-inputs.ts).
  [Object.getOwnPropertyDescriptor(globalThis, "Date")?.value, 0],
  [performance, 3],
]);

/** The object of `target.now()`: the target itself, or where it is a clock of the language by another name, one whose readings are kept. */
export function clock(target: unknown, spelled: string): unknown {
  const kind = clocks.get(target);
  if (kind !== undefined) {
    // What is read here is handed over without a name that could be noted before.
    session.inputs.tellUnkept();
    return { now: () => session.inputs.read(kind, (target as typeof Date).now()) };
  }
  if (hasMethod(target, "now")) return target;
  throw missingMethod(target, `${spelled}.now`, clock);
}
