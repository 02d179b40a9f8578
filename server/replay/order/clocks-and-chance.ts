/** Clocks and chance: a run keeps what they gave in the order in which the program asked, so who asks beside the main activity changes what others get. */

/** What reading a clock calls. */
export const READS = ["now", "hrtime", "bigint", "Date"] as const;

/** What drawing calls. */
export const DRAWS = ["random", "randomUUID", "randomBytes", "getRandomValues", "mkdtempSync", "mkdtemp", "openSync"] as const;

/** Clocks, as value-flow.ts names them. */
export const CLOCKS = [".now", ".hrtime", "Date"] as const;

/** Numbers that a seed gives are state, those that the system gives are not. */
export const SEEDED = ".random";

/** Chance of the system, as value-flow.ts names it: members, and what can be imported by its name. */
export const SYSTEM_CHANCE = [
  ".randomUUID",
  ".randomBytes",
  ".getRandomValues",
  ".mkdtempSync",
  ".mkdtemp",
  ".openSync",
  "randomUUID",
  "randomBytes",
  "mkdtempSync",
  "mkdtemp",
  "openSync",
] as const;
