/** Programs with timers beside their main activity, and what is said of values in them. */
import { expect } from "vitest";
import { backfill, recordedProject } from "../recorded-project.ts";

export const WAIT = "const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));";

export const timersProject = (text: string, packages: Readonly<Record<string, string>> = {}): ReturnType<typeof recordedProject> =>
  recordedProject({ "src/main.ts": `import { log } from "hindlog";\n${WAIT}\n${text}`, ...packages }, { checkpoints: "off" });

/** By name: the verdicts of its values, and what they are said to share. */
export async function verdicts(text: string, names: readonly string[], packages: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const project = await timersProject(text, packages);
  const { cells, refused } = await backfill(project, { targets: names });
  expect(refused).toEqual([]);
  const said = (name: string): string[] =>
    cells
      .filter((cell) => cell.name === name)
      .map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${/share \((\w+)\)/.exec(reason)?.[1]}`));
  return Object.fromEntries(names.map((name) => [name, [...new Set(said(name))].join()]));
}
