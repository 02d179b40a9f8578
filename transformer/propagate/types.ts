/**
 * What goes into propagation and what comes out.
 *
 * All offsets are UTF-16 units. Paths are compared as given: the caller uses one form for both trees.
 */

/**
 * A statement of the newest version, by the file it stands in and its offsets there; or a log call whose value is used, `const loss = log("loss", f(x))`:
 * then the call goes around the expression that is `f(x)` in the older version.
 */
export interface NewestStatement {
  readonly path: string;
  /** The whole text of the file. */
  readonly text: string;
  /** Offset of the first token of the statement or call. */
  readonly start: number;
  /** Offset behind its last token. A range that covers several statements means all of them. */
  readonly end: number;
  /**
   * Other log statements of the file. Where no place is found, those that the older version lacks count as not there, and so do
   * log statements of the older version that this file lacks.
   */
  readonly beside?: readonly { readonly start: number; readonly end: number }[];
}

/** What to carry, and how. */
export interface NewestStatements {
  /** The statements; they are carried together or not at all. */
  readonly newest: readonly NewestStatement[];
  /** Texts of the newest version by path; only needed to tell what its other modules export. */
  readonly newestTree?: ReadonlyMap<string, string>;
  /**
   * Whether an `if` that holds nothing but the carried statements comes along where the older version does not have it.
   * @defaultValue true
   */
  readonly carryGuards?: boolean;
  /**
   * Whether a statement is refused that makes no sense to the types of the older version. It costs a few milliseconds a version.
   * @defaultValue true
   */
  readonly checkTypes?: boolean;
  /**
   * Places of a lower confidence are refused as ambiguous.
   * @defaultValue `MIN_CONFIDENCE`
   */
  readonly minConfidence?: number;
}

/** Where to carry it. */
export interface OlderVersion {
  /** The older version of the file of the first statement. */
  readonly older: { readonly path: string; readonly text: string };
  /** Texts of the older version by path: lets a function be followed into another file. */
  readonly olderTree?: ReadonlyMap<string, string>;
  /** Further texts of the older version, that only types are read from. */
  readonly olderTypes?: ReadonlyMap<string, string>;
}

/** What to carry from where to where. */
export interface PropagationRequest extends NewestStatements, OlderVersion {}

/**
 * What is known about the place that was found. `exact`, `moved` and `renamed` come with edits (or with `already`); the others never do.
 *
 * - exact: the same function and block, all names as they were
 * - moved: the block stands in another function, file or wrapper there
 * - renamed: identifiers of the statement were renamed by the match
 * - ambiguous: two places are about equally good
 * - absent: the enclosing function or block is not there
 * - unbound: the place is there, but names of the statement mean nothing, or something else, in it
 * - type-error: the edited text would no longer parse, or the statement makes no sense to the types there
 */
export type PropagationVerdict = "exact" | "moved" | "renamed" | "ambiguous" | "absent" | "unbound" | "type-error";

/** An insertion into a text of the older version. Edits at the same offset apply in their order. */
export interface PropagationEdit {
  readonly path: string;
  /** Offset into the older text. */
  readonly offset: number;
  readonly text: string;
}

/** Where an inserted statement stands in the edited text. */
export interface InsertedRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Index into the request's `newest`. */
  readonly statement: number;
  /** Of a log call that was put around an expression: the expression, which was there before. */
  readonly around?: { readonly start: number; readonly end: number };
}

/** A range of the older text that already is the statement. */
export interface AlreadyRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Index into the request's `newest`. */
  readonly statement: number;
}

/** The answer to one request. */
export interface PropagationResult {
  readonly verdict: PropagationVerdict;
  /** 0 to 1: how likely the place is right. */
  readonly confidence: number;
  /** What the confidence was computed from, of the least certain place; absent where no place was found. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Where there is one place: what was measured at each gap between statements that came into question, in order, and which was taken. */
  readonly gaps?: { readonly measured: readonly Readonly<Record<string, number>>[]; readonly chosen: number };
  /** One line: why, and what can be done about it. */
  readonly reason: string;
  /** Empty where the verdict is a refusal, or every statement is there already. */
  readonly edits: readonly PropagationEdit[];
  /** Ranges of the inserted statements (not of an import that came along) in the edited texts. */
  readonly inserted: readonly InsertedRange[];
  /** The first statement that the older text already has at that place, with the same expression after renames. */
  readonly already?: AlreadyRange;
  /** All of them, where there is at least one. */
  readonly alreadyAll?: readonly AlreadyRange[];
  /** Where names are why it is refused: the names. */
  readonly unbound?: readonly string[];
  /** Names of the statements that are written differently there, also with a property: `{ "this.rate": "rate", friendlyName: "entity.name" }`. */
  readonly renames?: Readonly<Record<string, string>>;
  /** What the statements do beyond observing: `assigns best`, `awaits`, `draws Math.random`, ... Absent for an observer. */
  readonly effects?: readonly string[];
}
