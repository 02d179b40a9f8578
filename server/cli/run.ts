/** `hindlog run FILE`: runs a program with recording on, and reads what it left into the history afterwards. */
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { constants } from "node:os";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { findRoot } from "../../runtime/project-root.ts";
import type { History } from "../history/open.ts";
import { isOff } from "../../runtime/switch.ts";
import { resolveOptions } from "../../transformer/options.ts";
import { UsageError } from "./errors.ts";
import { tellUnused } from "./unused-arguments.ts";
import { openHistory, preloadHistory, readNew } from "./with-history.ts";

interface RunOptions {
  readonly arg?: Readonly<Record<string, string>>;
  readonly seed?: number;
}

/** Signals that end a program; they are passed on to it. */
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"] as const;

export function addRun(program: Command): void {
  program
    .command("run")
    .summary("run a program and record it")
    .description(
      "Runs a TypeScript or JavaScript program with recording on. Everything after the file goes to the program; the exit status is the program's own.",
    )
    .argument("<file>", "entry file of the program, such as src/train.ts")
    .argument("[args...]", "arguments of the program")
    .option("--arg <name=value>", "value of an arg() of the program; may be given many times", readArg)
    .option("--seed <number>", "seed of Math.random, from 0 to 4294967295; without it each run has its own", readSeed)
    .passThroughOptions()
    .addHelpText("after", "\nExamples:\n  hindlog run src/train.ts\n  hindlog run --arg rate=0.01 --seed 7 src/train.ts --its --own options")
    .action(async (file: string, args: string[], options: RunOptions) => {
      await runVerb(file, args, options);
    });
}

function readArg(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw new UsageError("bad-arg", `Expected --arg name=value, got --arg ${text}. Write the name of an arg() of the program, "=" and its value.`);
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffff_ffff) throw new UsageError("bad-seed", `Expected --seed with a whole number from 0 to 4294967295, got "${text}".`);
  return seed;
}

async function runVerb(file: string, args: readonly string[], options: RunOptions): Promise<void> {
  const entry = resolve(file);
  if (!existsSync(entry) || !statSync(entry).isFile()) {
    throw new UsageError("no-file", `There is no file "${file}" in ${process.cwd()}. "hindlog run" takes the entry file of a program, such as src/train.ts.`);
  }
  const running = execute(file, args, options);
  // What reads the run is loaded while the program runs.
  preloadHistory();
  const ended = await running;
  await ingest(entry, (history) => tellUnused(history, ended, { file, given: Object.keys(options.arg ?? {}), behind: args }));
  endLike(ended);
}

interface Ended {
  readonly pid: number | undefined;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs the program to its end. On a terminal the kernel sends Ctrl-C to the program too, so it is not passed on twice. */
function execute(file: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, HINDLOG_ARGS: JSON.stringify({ ...givenArgs(), ...options.arg }) };
  if (options.seed !== undefined) env["HINDLOG_SEED"] = String(options.seed);
  const child = spawn(process.execPath, ["--import", import.meta.resolve("hindlog/register"), file, ...args], { stdio: "inherit", env });
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const forward = (signal: NodeJS.Signals): void => {
    if (signal !== "SIGINT" || !onTerminal) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return new Promise((settle, fail) => {
    const done = (): void => {
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    child.once("error", (error) => {
      done();
      fail(error);
    });
    child.once("exit", (status, signal) => {
      done();
      settle({ pid: child.pid, status, signal });
    });
  });
}

/** What HINDLOG_ARGS of the environment holds; `--arg` goes before it. */
function givenArgs(): Record<string, string> {
  const text = process.env["HINDLOG_ARGS"];
  if (text === undefined || text === "") return {};
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as object).map(([name, value]) => [name, String(value)]));
  } catch {
    throw new UsageError("bad-arg", `Expected a JSON object such as {"rate": "0.01"} in the environment variable HINDLOG_ARGS, got ${text}`);
  }
}

/** Reads the new run into the history. A failure is one line and nothing else: the run folder stays and is read next time. */
async function ingest(entry: string, look: (history: History) => Promise<void>): Promise<void> {
  if (isOff() || !resolveOptions(dirname(entry)).enabled) return;
  try {
    const history = await openHistory(findRoot(entry));
    try {
      await readNew(history);
      await look(history);
    } finally {
      await history.close();
    }
  } catch (error) {
    process.stderr.write(`hindlog: the run could not be read into the history: ${firstLine(error)} The next hindlog command tries again.\n`);
  }
}

function firstLine(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Ends this process as the program ended: its status, or the same signal. */
function endLike(ended: Ended): void {
  if (ended.signal === null) {
    process.exitCode = ended.status ?? 1;
    return;
  }
  process.exitCode = 128 + constants.signals[ended.signal];
  process.kill(process.pid, ended.signal);
}
