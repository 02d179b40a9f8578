/** Where a statement of a program stands, and what rendering a part of it needs of the whole. */
import type { Statement } from "./program.ts";

/** Where statements stand. */
export interface Context {
  /** An integer expression. */
  readonly n: string;
  /** Loops of the present function, outermost first; their labels, null where they have none. */
  readonly loops: readonly (string | null)[];
  readonly async: boolean;
  readonly generator: boolean;
  readonly returns: boolean;
  /** How many `try` are around. */
  readonly tries: number;
  /** Whether `this` has a field `turns`. */
  readonly self: boolean;
  /** In a function that is called from a loop: loops there are guarded. */
  readonly nested: boolean;
}

/** The renderer of a program, as its parts see it. */
export interface PartRenderer {
  /** Functions that are declared at the start of the main part. */
  readonly hoisted: string[];
  /** A number for names that are new. */
  fresh(): number;
  /** Counts a way of control flow as used. */
  used(control: string): void;
  list(statements: readonly Statement[], context: Context): string[];
}

/** Indents lines. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
