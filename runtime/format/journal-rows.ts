/** The rows of the journal: what a run tells of itself. How they lie in the file stands in journal.ts. */
import type { ModuleDescriptor } from "./site.ts";

/** Context id of a record whose iteration is not known. */
export const UNKNOWN_CONTEXT = 0xffff_ffff;
/** Part of a log row whose name travels with the row. */
export const DYNAMIC_NAME = 0xffff_ffff;

/** Changed in the part of a log row whose call was made by the work of an effect: a replay does not do that. */
export const IN_EFFECT = 0x4000_0000;

/**
 * What a program reads from outside: Date.now 0, new Date 1, Date() 2, performance.now 3, process.hrtime 4, its bigint 5,
 * process.uptime 6, crypto.randomUUID 7, randomBytes 8, getRandomValues 9, what fs.mkdtemp made 11, the number of fs.openSync 12.
 */
export type InputKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | typeof NEW_FOLDER | typeof FILE_NUMBER;
/** Where calls of effects are counted, among the kinds. */
export const EFFECTS = 10;
/** A folder with a random name: the kind of its path. */
export const NEW_FOLDER = 11;
/** The number under which a file was opened. */
export const FILE_NUMBER = 12;
/** How many kinds there are, effects included. */
export const INPUT_KINDS = 13;

/** A module was loaded. `module` numbers them in load order, from 0. `path` is relative to the project root, `file` is the file that ran, relative to it too. */
export interface ModuleRow {
  readonly type: "module";
  readonly module: number;
  readonly path: string;
  readonly file: string;
  readonly descriptor: ModuleDescriptor;
}
/** The first `arg()` of a name: the value that the program got. Numbers that JSON lacks are texts; null in runs of older releases. */
export interface ArgRow {
  readonly type: "arg";
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly source: "default" | "given";
}
/** A loop activation ended that logged or was checkpointed. `iterations` counts started ones; times in milliseconds since the run began. */
export interface LoopRow {
  readonly type: "loop";
  readonly key: string;
  readonly iterations: number;
  readonly startMs: number;
  readonly endMs: number;
}
/** Something hindlog could not do, once a kind. */
export interface NoteRow {
  readonly type: "note";
  readonly kind: string;
  readonly text: string;
}
/** The process ended by itself. */
export interface EndRow {
  readonly type: "end";
  readonly code: number;
  readonly atMs: number;
}
/** Replay only: a jump was made; `from` and `to` are iterations of the activation `key`. `verified`: the state was re-encoded to the stored hash at once. */
export interface JumpRow {
  readonly type: "jump";
  readonly key: string;
  readonly from: number;
  readonly to: number | "exit";
  readonly cut: boolean;
  readonly verified: boolean;
}
/** Replay only: execution arrived by itself at a boundary that has a checkpoint. `equal` compares the state hashes; `difference` names the first root that differs. */
export interface HashRow {
  readonly type: "hash";
  readonly key: string;
  readonly at: number | "exit";
  readonly equal: boolean;
  readonly difference?: string;
  /** Where the order is lost (order-lost): paths of all that differs of the program's own; absent where that is too much. */
  readonly paths?: readonly string[];
  /** All that differs besides `paths` lies in objects of packages that are not instrumented: the ways by which the program's own objects lead to such. */
  readonly inPackages?: readonly string[];
}
/** Replay only: an iteration began to be executed (loops that the plan follows). */
export interface IterationRow {
  readonly type: "iteration";
  readonly key: string;
  readonly iteration: number;
}
/** Replay only: a jump of the plan could not be made (set-up differs, object missing, ...); execution went on without it. */
export interface JumpFailedRow {
  readonly type: "jump-failed";
  readonly key: string;
  readonly from: number;
  readonly to: number | "exit";
  readonly reason: string;
  /** The state is no longer that of the past run: nothing after this row may be used. */
  readonly fatal: boolean;
}
/** Replay only: nothing more was wanted, the process stopped itself. */
export interface StopRow {
  readonly type: "stop";
  readonly atMs: number;
}
/** Replay only: an inserted statement (`module#statement`) was executed while other async activities were under way; once for each statement. */
export interface TogetherRow {
  readonly type: "together";
  readonly statement: string;
}
/** Replay only: an inserted statement (`module#statement`) threw, which was kept away from the program; told the first time. */
export interface ThrewRow {
  readonly type: "threw";
  readonly statement: string;
  readonly error: string;
}
/** Replay only: from here on it is not known in which order timers, effects and other things went on in the past run. */
export interface OrderLostRow {
  readonly type: "order-lost";
}
/** A variable of the environment that the text of a module names, as it was before that ran (variables.ts). */
export interface VariableRow {
  readonly type: "variable";
  readonly name: string;
  /** Null where it was not set; nothing of what may be a secret. */
  readonly value?: string | null;
}
/**
 * A file or folder as it was when the program's own code first named it (files.ts). Later rows of the same path: `changed`, it is another one though the program
 * has not written it; `written`, the program is about to do so; or the same once more, with the contents.
 */
export interface FileRow {
  readonly type: "file";
  /** Relative to the root, with "/". */
  readonly path: string;
  readonly kind: "file" | "folder" | "missing" | "other" | "changed" | "written";
  /** When it was changed last (contents, name or mode), milliseconds since 1970. */
  readonly changedMs?: number;
  /** Files made within a few milliseconds of each other may have been changed at the same time. */
  readonly inode?: number;
  readonly bytes?: number;
  /** The program is about to write, move or delete it. */
  readonly isWritten?: true;
  /** Base64. */
  readonly content?: string;
  /** What was in a folder, but for what had been named before. */
  readonly names?: readonly string[];
}
/** Context `id`: one iteration. `value` is the loop variable or item, undefined where the loop has none. `module` is a {@link ModuleRow.module}. */
export interface ContextRow {
  readonly type: "context";
  readonly id: number;
  readonly parent: number;
  readonly module: number;
  readonly loop: number;
  readonly entry: number;
  readonly iteration: number;
  readonly value: unknown;
  /** The encoded value, where the row was read from a journal. */
  readonly bytes?: Uint8Array;
}
/** One value. `part` indexes {@link LogSite.names}; where that name is computed, `name` holds it. Time in milliseconds since the run began. */
export interface LogRow {
  readonly type: "log";
  readonly context: number;
  readonly module: number;
  readonly statement: number;
  readonly part: number;
  readonly name: string | null;
  readonly atMs: number;
  /** The encoded value: equal bytes are equal values. Decode with {@link decodeValue}. */
  readonly bytes: Uint8Array;
  /** The work of an effect made the call: a replay does not. Where it is written, {@link part} says so. */
  readonly isInEffect?: boolean;
}
/**
 * Replay only: the program reads more clocks or random bytes than the past run kept; nothing after this row may be used, but where the order was lost before
 * and code that is not in order reads them: it may have read them less often then.
 */
export interface InputsEndedRow {
  readonly type: "inputs-ended";
  readonly reason: string;
  readonly isOrderLost?: true;
}
/**
 * One effect has settled. `number` counts the calls of the run from 0. `kind`: what it gave or threw is in `data` (plain-data.ts), or could not be kept: `data` says why; `open`: it never settled.
 * Rows stand in the order in which effects settled.
 */
export interface EffectRow {
  readonly type: "effect";
  readonly number: number;
  readonly name: string;
  /** `now`: no promise was given; `at once`: it settled before the event loop went on, that many jobs later; `later`, so many milliseconds. */
  readonly when: "now" | "at once" | "later";
  /** 0 for `now`. */
  readonly after: number;
  /** Other things waited then whose order among effects is not kept. */
  readonly isAmong?: true;
  readonly kind: "value" | "thrown" | "lost" | "open";
  readonly data: string;
}
/** A clock reading or random bytes, in the order in which the program read them. Dates are numbers, bytes are a Uint8Array. */
export interface InputRow {
  readonly type: "input";
  readonly kind: InputKind;
  readonly value: unknown;
}
/** The last value of a kind was read so many times more: loops that wait or count their time ask a clock thousands of times a millisecond. */
export interface RepeatRow {
  readonly type: "repeat";
  readonly kind: InputKind;
  readonly count: number;
}
export type JsonRow =
  | ModuleRow
  | ArgRow
  | LoopRow
  | NoteRow
  | EndRow
  | JumpRow
  | HashRow
  | IterationRow
  | JumpFailedRow
  | StopRow
  | TogetherRow
  | OrderLostRow
  | ThrewRow
  | VariableRow
  | FileRow
  | InputsEndedRow
  | EffectRow;
export type JournalRow = JsonRow | ContextRow | LogRow | InputRow | RepeatRow;
