/** Child processes of tests. */
import { spawn, type ChildProcess } from "node:child_process";

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the process is killed. */
  readonly limitMs?: number;
}

/** Starts a process that does not know of the test runner around it. */
export function launch(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of Object.keys(env)) if (/^(VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$|TEST$)/.test(name)) delete env[name];
  Object.assign(env, options.env);
  return spawn(command, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: options.limitMs, killSignal: "SIGKILL" });
}

/** Waits for a process to end and collects what it printed. */
export function outcome(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((settle, fail) => {
    child.once("error", fail);
    child.once("close", (status, signal) => settle({ status, signal, stdout, stderr }));
  });
}
