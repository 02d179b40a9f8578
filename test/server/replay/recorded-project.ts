/** A project whose runs are recorded by the real command, and the values that the statements give when they are written in by hand. */
import { expect } from "vitest";
import {
  planBackfill,
  runBackfill,
  type BackfillOptions,
  type BackfillPlan,
  type BackfillRequest,
  type BackfillResult,
} from "../../../server/replay/backfill.ts";
import type { SpawnOptions } from "../../programs/support/child.ts";
import { makeProject, type Files, type Project } from "../../programs/support/project.ts";

/** How a run is recorded. */
export interface Recording {
  readonly seed?: number;
  readonly entry?: string;
  readonly args?: readonly string[];
  /** `all`: a checkpoint at every boundary; `all:2`: the state of each loop is walked at the start of its third iteration. */
  readonly checkpoints?: "all" | `all:${number}` | "off" | "adaptive";
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Records a run; it must succeed. */
export async function recordRun(project: Project, recording: Recording = {}): Promise<void> {
  const { seed = 7, entry = "src/main.ts", args = [], checkpoints = "all", env = {}, cwd } = recording;
  const options: SpawnOptions = { env: { HINDLOG_CHECKPOINTS: checkpoints, ...env }, ...(cwd === undefined ? {} : { cwd }) };
  const outcome = await project.hindlog(["run", "--seed", String(seed), ...args, entry], options);
  expect({ status: outcome.status, stderr: outcome.stderr }).toEqual({ status: 0, stderr: "" });
}

/** Text with the lines marked `//+` left out, and with them in. */
export function versions(text: string): { past: string; newest: string } {
  const lines = text.split("\n");
  return { past: lines.filter((line) => !line.includes("//+")).join("\n"), newest: lines.map((line) => line.replace(/\s*\/\/\+/, "")).join("\n") };
}

/** A project with one recorded run of `past`, whose source is now the newest. */
export async function recordedProject(texts: Files, recording: Recording = {}): Promise<Project> {
  const both = Object.entries(texts).map(([path, text]) => [path, versions(text)] as const);
  const project = makeProject(Object.fromEntries(both.map(([path, { past }]) => [path, past])));
  await recordRun(project, recording);
  project.write(Object.fromEntries(both.flatMap(([path, { past, newest }]) => (past === newest ? [] : [[path, newest]]))));
  return project;
}

/** Plans and runs. */
export async function backfill(project: Project, request: BackfillRequest, options: BackfillOptions = {}): Promise<BackfillResult & { plan: BackfillPlan }> {
  const plan = await planBackfill(project.root, request);
  return { ...(await runBackfill(project.root, plan, options)), plan };
}

/** What a name's statements log when the newest program runs from scratch with the same seed: places and values, in order. */
export async function byHand(texts: Files, name: string, recording: Recording = {}): Promise<unknown[]> {
  const project = makeProject(Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, versions(text).newest])));
  await recordRun(project, { ...recording, checkpoints: "off" });
  return await rowsByHand(project, name);
}

/** What a name's statements logged in the only run of a project: places and values, in order. */
export async function rowsByHand(project: Project, name: string): Promise<unknown[]> {
  const frame = await project.hindlog(["dataframe", name, "--format", "json"]);
  const rows = JSON.parse(frame.stdout) as Record<string, unknown>[];
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !/^(run|version|started|arg\..*|occurrence|.*_value)$/.test(column))));
}

/** Cells as {@link byHand} gives them. */
export function rowsOf(result: BackfillResult, name: string): unknown[] {
  return result.cells.filter((cell) => cell.name === name).map((cell) => ({ ...cell.path, [name]: cell.value }));
}

/** The executed iterations of the only run, by activation key without the module. */
export function executedOf(result: BackfillResult): Record<string, readonly number[]> {
  const [only] = Object.values(result.executed);
  return Object.fromEntries(Object.entries(only ?? {}).map(([key, iterations]) => [key.replaceAll(/[^/#]*#/g, "#"), iterations]));
}
