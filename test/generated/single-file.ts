/** A program as one file that runs by itself. */
import { readFileSync } from "node:fs";
import type { Program } from "./program.ts";
import { render } from "./render.ts";
import type { Failing } from "./shrink.ts";

/** The text of a failing program, with how it fails on top, then its printer. */
export function singleFile(program: Program, { number, failure, boundary, reason }: Failing, seed: number): string {
  const { text, other } = render(program, "program", false);
  const printer = readFileSync(new URL("inside/show.js", import.meta.url), "utf8").replace("export function", "function");
  const body = text.replaceAll(/^import .*\n/gm, "");
  const starts = /^export (async )?(function main|const main)/m.test(body) ? ["await main();"] : [];
  return [
    `// seed ${seed}, program ${number}: ${failure}${boundary === null ? "" : ` from the boundary "${boundary}"`}`,
    `// ${reason.replaceAll("\n", " ")}`,
    ...(other === null
      ? []
      : ["// (what follows up to the next line of dashes lay in a second module)", other.replaceAll(/^export (\{.*\n?)?/gm, ""), "// ----"]),
    printer,
    body,
    ...starts,
  ].join("\n");
}
