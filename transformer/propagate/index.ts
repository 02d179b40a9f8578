export { preparePropagation, propagate, type PreparedPropagation } from "./propagate.ts";
export { isRefused } from "./refusal.ts";
export { matchLoops } from "./match/match-loops.ts";
export { importedFile } from "./check/program.ts";
export { applyEdits } from "./edit/edits.ts";
export { addedRanges } from "./expression/wrap-edits.ts";
export type {
  AlreadyRange,
  InsertedRange,
  NewestStatement,
  NewestStatements,
  OlderVersion,
  PropagationEdit,
  PropagationRequest,
  PropagationResult,
  PropagationVerdict,
} from "./types.ts";
