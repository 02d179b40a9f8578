/** The compiler that comes with hindlog. Required, not imported: as an ES module Node reads all of it once more for the names it exports. */
import { createRequire } from "node:module";
import type typescript from "typescript";

/** TypeScript below 7: the last line with a syntax tree that can be walked from JavaScript. */
export const compiler: typeof typescript = createRequire(import.meta.url)("typescript") as typeof typescript;
