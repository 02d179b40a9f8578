/** The folder of a run: made once, by the run itself, before anything else is written. */
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { isatty } from "node:tty";
import { CHECKPOINT_FORMAT } from "./format/checkpoint.ts";
import { MEANINGFUL, type RunFile, type Terminal } from "./format/run.ts";
import { hashesOfVariables } from "./format/variables.ts";
import { findRoot, hindlogFolder } from "./project-root.ts";

/** A run under way. `folder` is absolute. */
export interface RunFolder {
  readonly folder: string;
  readonly file: RunFile;
}

/** What the run was asked for from outside. */
export interface RunRequest {
  readonly seed: number;
  readonly args: Readonly<Record<string, string>>;
  readonly parentRun: string | null;
}

/** Makes `.hindlog/runs/<id>/` for the program that runs. @throws the file system's error where that is not possible. */
export function createRunFolder(entry: string, request: RunRequest): RunFolder {
  const real = realpathSync(entry);
  const root = findRoot(real);
  const runs = join(hindlogFolder(root), "runs");
  mkdirSync(runs, { recursive: true });
  const ignore = join(hindlogFolder(root), ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  const { id, folder } = claim(runs, new Date());
  mkdirSync(join(folder, "checkpoints"));
  const inRoot = (path: string): string => relative(root, path).split(sep).join("/");
  const file: RunFile = {
    format: 1,
    checkpoints: CHECKPOINT_FORMAT,
    id,
    startedAt: new Date().toISOString(),
    pid: process.pid,
    bootId: bootId(),
    root,
    temporary: tmpdir(),
    entry: inRoot(real),
    cwd: inRoot(process.cwd()),
    argv: process.argv.slice(2),
    execArgv: process.execArgv,
    node: process.version,
    environment: Object.fromEntries(MEANINGFUL.map((name) => [name, process.env[name] ?? null])),
    variables: hashesOfVariables(process.env, id),
    terminals: { stdin: isatty(0) ? {} : null, stdout: isatty(1) ? sizeOf(process.stdout) : null, stderr: isatty(2) ? sizeOf(process.stderr) : null },
    ...request,
  };
  writeFileSync(join(folder, "run.json"), JSON.stringify(file));
  return { folder, file };
}

function sizeOf({ columns, rows }: NodeJS.WriteStream): Terminal {
  return { columns, rows };
}

/** A new folder that no other run has, however many start in the same millisecond. Names sort by time. */
function claim(runs: string, now: Date): { id: string; folder: string } {
  const time = now.toISOString().replaceAll(/[-:.]/g, "").replace("Z", "").replace("T", "-");
  for (;;) {
    const id = `${time}-${Math.trunc(Math.random() * 2 ** 24)
      .toString(16)
      .padStart(6, "0")}`;
    const folder = join(runs, id);
    try {
      mkdirSync(folder);
      return { id, folder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Identity of the machine's boot on Linux; elsewhere "" (a pid is then all there is). */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
