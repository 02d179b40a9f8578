/** What the pieces of an instrumented loop share. */
import type ts from "typescript";
import type { FileSites, LoopInfo } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import type { EnvironmentHost } from "./environments.ts";
import type { GeneratorBody } from "./generators.ts";

/** What the module's visitor lends to this construct. */
export interface LoopHost {
  readonly emit: Emitter;
  readonly sites: FileSites;
  readonly replay: boolean;
  /** Whether restores happen in this build. */
  readonly restores: boolean;
  readonly environments: EnvironmentHost["environments"];
  visit<T extends ts.Node>(node: T): T;
  /** A visited loop that is left as it is, with all loops in it. */
  plain<T extends ts.IterationStatement>(loop: T): T;
  /** Name of the strand variable in an async function or at module level with await; null elsewhere. */
  readonly strand: string | null;
  /** The generator around it, where it can be resumed. */
  readonly generator: GeneratorBody | null;
  /** Statements to put behind a statement of the source when its list is visited. */
  readonly behind: Map<ts.Node, ts.Statement>;
}

/** One loop, and the names that were chosen for it. */
export interface Parts {
  readonly host: LoopHost;
  readonly loop: LoopInfo;
  readonly frame: string;
  /** The last child of the body that holds an inserted statement. */
  readonly cuts: ts.Statement | null;
  /** Names of the loop's own counters, where it calls nothing. */
  readonly counters: { readonly k: string; readonly due: string } | null;
  /** Name of the variable that holds what a for-of loop with boundaries iterates. */
  readonly iterable: string | null;
}

/** The item of a for-of or for-in loop that does not go into the variables of its head at once. */
export interface Item {
  readonly item: ts.Identifier;
  /** Sets the loop's own pattern, behind the boundary. */
  readonly first: readonly ts.Statement[] | null;
  /** Whether a boundary may assign it. */
  readonly assigns: boolean;
}
