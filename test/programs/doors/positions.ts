/** Where tools that follow source maps find a program: what c8 counts, and where a debugger stops. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { REPOSITORY, type Project } from "../support/project.ts";

const DEBUGGER = fileURLToPath(new URL("debugger.mjs", import.meta.url));

/** A file of fixtures/. */
export const fixture = (name: string): string => readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), "utf8");

/** Stops of a debugger at the lines of a source that say `// break NAME`: `LINE FUNCTION NAME VALUE` each. @param args - what `node` is called with. */
export async function stopsAt(project: Project, source: string, args: readonly string[], hindlog: "on" | "off"): Promise<string> {
  const file = join(project.root, `stops-${hindlog}`);
  const env = { HINDLOG: hindlog, BREAK_IN: join(project.root, source), STOPS: file };
  for (const run of ["looks for the places", "stops there"])
    expect(await project.run(process.execPath, ["--import", DEBUGGER, ...args], { env }), run).toMatchObject({ status: 0, stderr: "" });
  return readFileSync(file, "utf8");
}

/** Some of the stops that fixtures/debugged.ts has to have. */
export const STOPS: readonly string[] = ["7 fill i 0", "7 fill i 2", "16 settle sum 0"];

/** Lines and functions with their counts. A line that only closes a block is left out: whether c8 counts it depends on how far its brace is indented in the output. */
export async function coverage(project: Project, raw: string): Promise<string[]> {
  const c8 = join(REPOSITORY, "node_modules/c8/bin/c8.js");
  const report = ["report", "--temp-directory", raw, "--reporter=lcovonly", "--reports-dir", `${raw}-report`, "--exclude-after-remap", "--include", "src/**"];
  expect(await project.run(process.execPath, [c8, ...report])).toMatchObject({ status: 0, stderr: "" });
  const source = readFileSync(join(project.root, "src/half-run.ts"), "utf8").split("\n");
  const lines = readFileSync(join(project.root, `${raw}-report/lcov.info`), "utf8").split("\n");
  return lines.filter((line) => /^(SF|FN|FNDA|DA):/.test(line) && !/^[\s});]*$/.test(source[Number(/^DA:(\d+)/.exec(line)?.[1] ?? 1) - 1] ?? ""));
}
