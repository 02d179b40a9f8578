/** The compiler that comes with hindlog, loaded when something wants it: it takes most of a second, and most processes find all they need in the cache. */
import { createRequire } from "node:module";
import type ts from "typescript";

const load = createRequire(import.meta.url);
let loaded: typeof ts | undefined;

export function compiler(): typeof ts {
  return (loaded ??= load("typescript") as typeof ts);
}
