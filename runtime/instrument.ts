/**
 * What instrumented modules call. Not for people: the shapes of calls are those that transformer/instrument emits.
 *
 * Invariants
 * 1. Nothing here throws into the program (but what the language throws at that place), and every function takes an undefined module (code that ran before its module did).
 */
export * from "./instrument/module.ts";
export * from "./instrument/loops.ts";
export * from "./instrument/iteration.ts";
export * from "./instrument/generators.ts";
export * from "./instrument/records.ts";
export * from "./instrument/inputs.ts";
export * from "./instrument/functions.ts";
export * from "./instrument/origins.ts";
export * from "./instrument/strands.ts";
