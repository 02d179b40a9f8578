/** A generated program as data: what fast-check makes and shrinks, and what is rendered as text. Indices are taken modulo what there is. */

/** Where the main part of a program stands. */
export const PLACES = [
  "function",
  "arrow function",
  "module level",
  "async function",
  "method",
  "constructor",
  "getter",
  "static block",
  "field initialiser",
  "callback",
  "recursion",
  "generator",
] as const;
export type Place = (typeof PLACES)[number];

/** How a part of a program is called. */
export const CALLS = [
  "function",
  "arrow function",
  "recursion",
  "object method",
  "class method",
  "static method",
  "getter",
  "constructor",
  "forEach",
  "map",
  "reduce",
  "callback parameter",
  "generator",
  "async function",
  "Promise.all",
] as const;
export type Call = (typeof CALLS)[number];

/** Ways out of the usual order. */
export const CONTROLS = ["break", "continue", "labelled break", "labelled continue", "return", "throw", "exit"] as const;
export type Control = (typeof CONTROLS)[number];

/** One variable. */
export interface State {
  /** Index into the table of kinds. */
  readonly kind: number;
  readonly home: "local" | "module" | "other module";
  readonly binding: "let" | "const" | "var";
  readonly x: number;
}

export type Statement =
  | { readonly do: "change"; readonly state: number; readonly op: number; readonly n: number }
  | { readonly do: "print"; readonly state: number }
  | { readonly do: "link"; readonly state: number; readonly to: number }
  | { readonly do: "capture"; readonly n: number }
  | { readonly do: "wait"; readonly n: number }
  | { readonly do: "control"; readonly control: number; readonly depth: number; readonly n: number }
  | { readonly do: "if"; readonly n: number; readonly body: readonly Statement[]; readonly otherwise: readonly Statement[] }
  | { readonly do: "switch"; readonly n: number; readonly cases: readonly (readonly Statement[])[] }
  | { readonly do: "try"; readonly body: readonly Statement[]; readonly caught: readonly Statement[] | null; readonly lastly: readonly Statement[] | null }
  | { readonly do: "call"; readonly call: number; readonly body: readonly Statement[] }
  | LoopStatement;

export interface LoopStatement {
  readonly do: "loop";
  /** Index into the table of loop forms. */
  readonly form: number;
  readonly count: number;
  readonly labelled: boolean;
  /** The state it may go over. */
  readonly state: number;
  readonly body: readonly Statement[];
}

/** One program. */
export interface Program {
  readonly place: number;
  readonly states: readonly State[];
  readonly before: readonly Statement[];
  readonly main: LoopStatement;
  readonly after: readonly Statement[];
  /** How the end of the main part is seen: behind it, or in a finally. */
  readonly digestInFinally: boolean;
  readonly ticksInModule: boolean;
}
