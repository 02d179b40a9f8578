/** Rows of `hindlog ... --format json`, as a test reads them. */
import { expect } from "vitest";
import type { Outcome, SpawnOptions } from "./child.ts";
import type { Project } from "./project.ts";

export type Row = Record<string, unknown>;

/** Standard output of a command that must succeed, as JSON. */
export function json<T = Row[]>(outcome: Outcome): T {
  expect({ status: outcome.status, stderr: outcome.stderr }).toMatchObject({ status: 0 });
  return JSON.parse(outcome.stdout) as T;
}

/** Ids of all runs, oldest first. */
export async function runIds(project: Project): Promise<string[]> {
  return json(await project.hindlog(["runs", "--format", "json"])).map((row) => String(row["run"]));
}

/** The rows of one run in the dataframe of one name: place and value, nothing about the run itself, in emission order. */
export async function cells(project: Project, name: string, run: string): Promise<Row[]> {
  const rows = json(await project.hindlog(["dataframe", name, "--format", "json"]));
  return rows.filter((row) => row["run"] === run && name in row).map((row) => place(row));
}

/** Columns that differ between a run and the same program run again. */
const OF_THE_RUN = new Set(["run", "version", "started", "$verdicts", "$missing"]);

function place(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !OF_THE_RUN.has(column)));
}

/** Records a program with a seed; it must succeed. @returns what it printed */
export async function record(project: Project, args: readonly string[], options?: SpawnOptions): Promise<string> {
  const outcome = await project.hindlog(["run", ...args], options);
  expect({ status: outcome.status, stderr: outcome.stderr }).toEqual({ status: 0, stderr: "" });
  return outcome.stdout;
}

/** The same rows, in an order of their own: what is compared is what was logged where. */
export function byPlace(rows: readonly Row[]): Row[] {
  // Not by the order of the columns: that follows what each run entered first.
  const text = (row: Row): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
  return rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}
