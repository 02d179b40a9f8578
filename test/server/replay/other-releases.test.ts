/** Runs whose modules another release of hindlog instrumented, which numbered something otherwise. */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import type typescript from "typescript";
import { compileModule } from "../../../transformer/index.ts";
import { makeProject, type Project } from "../../programs/support/project.ts";
import { backfill, executedOf, versions } from "./recorded-project.ts";

const ts = createRequire(import.meta.url)("typescript") as typeof typescript;

const PROGRAM = `let n = 0;
function make(): (() => number)[] {
  return [() => n + 1000, () => n * 2];
}
let current: (() => number) | null = null;
for (let round = 0; round < 8; round++) {
  console.log("value", current?.()); //+
  n++;
  if (round % 4 === 3) current = make()[round === 3 ? 0 : 1]!;
  console.log("n", n);
}
`;

/** Runs the program as that release would have compiled it; its source is the newest then. */
async function recorded(change: (code: string) => string): Promise<Project> {
  const { past, newest } = versions(PROGRAM);
  const project = makeProject({ "main.ts": past });
  const request = { fileName: `${project.root}/main.ts`, text: past, source: "main.ts", format: "esm", door: "ts-patch", options: {}, logCalls: [] } as const;
  project.write({ "main.js": change(compileModule(ts, request).code) });
  const { status, stderr } = await project.run("node", ["main.js"], { env: { HINDLOG_CHECKPOINTS: "all" } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  project.write({ "main.ts": newest });
  return project;
}

const renumbered = (code: string, digit: string): string => code.replace(/(\\?"numbering\\?":\\?")\w/, `$1${digit}`);

it.each<[string, (code: string) => string, number[]]>([
  ["the same", (code) => code, [5]],
  ["other functions", (code) => renumbered(code, "x").replace(/, hl_m, ([01])\b/g, (_, id: string) => `, hl_m, ${1 - Number(id)}`), [0, 1, 2, 3, 4, 5, 6, 7]],
  ["none told", (code) => code.replace("numbering", "nothing"), [0, 1, 2, 3, 4, 5, 6, 7]],
])("functions of checkpoints are those that they were: %s", async (_, change, executed) => {
  const project = await recorded(change);
  const result = await backfill(project, { targets: ["value"], where: "round == 5" });
  expect(result.cells.map(({ value, verdict }) => [value, verdict])).toEqual([[1005, "verified"]]);
  expect(executedOf(result)).toEqual({ "#0.0": executed });
  if (executed.length === 8) expect(result.plan.runs[0]!.executes).toContain("another release of hindlog recorded it");
});

it("a run in which other loops were seen is refused by name", async () => {
  const project = await recorded((code) =>
    renumbered(code, "y").replace(/(\\?"loops\\?":\[\{\\?"id\\?":0,\\?"name\\?":\\?"round\\?".*?\\?"start\\?":)\d+/, "$11"),
  );
  const { plan } = await backfill(project, { targets: ["value"] });
  expect(plan.runs.map(({ refused }) => refused?.code)).toEqual(["other-release"]);
});
