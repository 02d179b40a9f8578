import type ts from "typescript";
import type { References } from "../names/references.ts";
import type { Scopes } from "../names/scope.ts";
import type { Comparison } from "../match/similarity.ts";
import type { StatementList } from "../text/tree.ts";

/** Neighbouring statements of one newest list. */
export interface Group {
  readonly list: StatementList;
  /** Index in the list's statements (the carried ones left out) before which the group stands. */
  readonly gap: number;
  readonly statements: readonly ts.Statement[];
  readonly references: References;
}

/** What the search works on. */
export interface PlaceContext {
  readonly compiler: typeof ts;
  readonly comparison: Comparison;
  readonly newerScopes: Scopes;
  readonly olderScopes: Scopes;
  /** Places below this are refused. */
  readonly minConfidence: number;
  /** Names that other carried statements will declare. */
  readonly carriedNames: ReadonlySet<string>;
  /** What properties are known to be called there. */
  readonly propertyNames: ReadonlyMap<string, string>;
}
