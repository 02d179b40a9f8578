/**
 * What the table of state kinds is made of. In its texts `$` is the variable and `@` an integer expression in scope; `~` makes a name
 * of the module unique to the variable.
 */

/** How a loop can go over a state of this kind. */
export type Iterable = "array" | "text" | "map" | "set" | "keys";

/** One kind of state that programs carry. */
export interface StateKind {
  readonly name: string;
  /** Declarations at the top of the module, once for each state. */
  readonly declare?: string;
  /** The expression that makes it. */
  readonly make: string;
  /** Statements that change it. */
  readonly ops: readonly string[];
  /** What is printed of it. @defaultValue `$` */
  readonly look?: string;
  /** Whether an operation assigns the variable, so that it cannot be a constant or live in another module. */
  readonly assigned?: boolean;
  readonly iterable?: Iterable;
  /** Statements behind the last print, where something must not outlive the program. */
  readonly after?: string;
}
