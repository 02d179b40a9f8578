/**
 * What the compiler knows about a module: its loops and log statements.
 *
 * A descriptor travels inside the instrumented module, is journaled when the module is loaded, and is all that the
 * outside world needs to read the module's records and to build the same module again.
 *
 * Invariants
 * 1. Ids count loops and log statements separately, in source order (by start offset), per module, from 0.
 * 2. They come from the original text by syntax alone: every door, record and replay give the same ids.
 * 3. A statement that was inserted by propagation has an id of its own space: -1, -2, ... in source order.
 */

/** The loop statements that hindlog knows. */
export type LoopKind = "for" | "for-of" | "for-in" | "for-await" | "while" | "do-while";

/** One loop of a module. Offsets are UTF-16 units into the original text, lines and columns are 0-based. */
export interface LoopSite {
  readonly id: number;
  /** Head variable, else label, else `function.loop`; unique within the module through a suffix (`step2`). */
  readonly name: string;
  readonly kind: LoopKind;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Id of the loop that lexically encloses it in the same function, or null. */
  readonly parent: number | null;
  /** Dotted name of the enclosing function (`Trainer.fit`), `""` at module level, `"?"` where it has none. */
  readonly fn: string;
  /** Whether iterations have boundaries at which state is saved; where not, `reason` says why. */
  readonly checkpointable: boolean;
  readonly reason?: string;
}

/** One log statement of a module. */
export interface LogSite {
  readonly id: number;
  /** `log`, `console.log`, `console.info`, ... as written. */
  readonly callee: string;
  /** The record names it emits, in order; null where a name is computed at run time. */
  readonly names: readonly (string | null)[];
  /** Source of the logged expression, parallel to `names`. */
  readonly expressions: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Id of the innermost loop that lexically encloses it in the same function, or null. */
  readonly loop: number | null;
  readonly fn: string;
}

/** Where the value of one record comes from. */
export type LogPart =
  | { readonly from: "argument"; readonly argument: number }
  | { readonly from: "property"; readonly argument: number; readonly key: string }
  | { readonly from: "holes"; readonly argument: number; readonly count: number }
  /** Arguments that a format names: one alone, several as an array. */
  | { readonly from: "arguments"; readonly arguments: readonly number[] }
  /** A spread argument: all arguments as one array. */
  | { readonly from: "all" };

/** One instrumented module. */
export interface ModuleDescriptor {
  /** Path of the source, relative to the folder of its nearest named package.json, with `/`. */
  readonly source: string;
  readonly format: "esm" | "cjs";
  readonly door: "ts-patch" | "register" | "bundler" | "replay";
  /** SHA-256 of `text`, hexadecimal. */
  readonly hash: string;
  /** The original source text that was compiled. */
  readonly text: string;
  readonly loops: readonly LoopSite[];
  readonly logs: readonly LogSite[];
  /** The compiler options that change what is emitted, as in tsconfig.json (enum values as numbers). */
  readonly options: Readonly<Record<string, unknown>>;
  /** Calls that log beside `log` and `console`, as configured. Missing in modules that hindlog 0.1.0 instrumented: its rules for log calls hold then. */
  readonly logCalls?: readonly string[];
  /** Hash of what checkpoints refer to by number (transformer/instrument/numbering.ts); modules that older releases instrumented do not tell it. */
  readonly numbering?: string;
}
