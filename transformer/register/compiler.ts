/**
 * The compiler that comes with hindlog and what instruments by it, loaded when something wants them: that takes most of a second, and most processes find all they need in the cache.
 * Both are CommonJS, which a module that is being loaded can wait for.
 */
import { createRequire } from "node:module";
import type ts from "typescript";

const load = createRequire(import.meta.url);
let loaded: typeof ts | undefined;
let instrumenting: typeof import("../compile-module.ts") | undefined;

export function compiler(): typeof ts {
  return (loaded ??= load("typescript") as typeof ts);
}

export function instrumenter(): typeof import("../compile-module.ts") {
  return (instrumenting ??= load("../../cjs/transformer/compile-module.js") as typeof import("../compile-module.ts"));
}
