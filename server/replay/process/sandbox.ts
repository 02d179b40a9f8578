/** How a replay process is started so that it cannot change the world. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ownFile } from "../packages/own-package.ts";
import type { RunFile } from "../../../runtime/format/run.ts";
import { hashesOfVariables } from "../../../runtime/format/variables.ts";
import type { Scratch } from "../tree/scratch.ts";

/** What to start. */
export interface SandboxRequest {
  readonly scratch: Scratch;
  /** Absolute folder of the replay's journal. */
  readonly outFolder: string;
  /** Absolute path of the emitted entry file. */
  readonly entry: string;
  readonly argv: readonly string[];
  /** Node's options of the past run. */
  readonly execArgv: readonly string[];
  /** {@link RunFile.environment} */
  readonly environment: RunFile["environment"];
  /** Hashes of the past run's variables ({@link RunFile.variables}), and the id of that run. */
  readonly variables: { readonly hashes: RunFile["variables"]; readonly run: string };
  /** {@link RunFile.terminals} */
  readonly terminals: RunFile["terminals"];
  /** Whether packages read other times than they would. */
  readonly isShifted: boolean;
  /** Absolute path of plan.json. */
  readonly plan: string;
  /** Emitted file by source file, both absolute. */
  readonly modules: Readonly<Record<string, string>>;
}

/** A command with its environment. */
export interface SandboxCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** In the folder of a replay's journal: what the program read (guard.ts). */
export const READS_FILE = "reads";

/** The command for a replay. */
export function sandboxCommand(request: SandboxRequest): SandboxCommand {
  const { scratch, outFolder, entry, argv, plan, modules } = request;
  const writable = [scratch.top, scratch.tmp, outFolder];
  const node = [
    ...permissionOptions(writable),
    "--disable-warning=ExperimentalWarning",
    "--disable-warning=SecurityWarning",
    `--import=${new URL(`file://${encodeURI(ownFile("server/replay/process/guard.js"))}`).href}`,
    ...keptOptions(request.execArgv),
    entry,
    ...argv,
  ];
  const env = environmentOf(request);
  const options = keptOptions((env["NODE_OPTIONS"] ?? "").split(/\s+/).filter((option) => option !== "")).join(" ");
  const guard = JSON.stringify({
    protect: scratch.links,
    writable,
    modules,
    reads: join(outFolder, READS_FILE),
    variables: changedVariables(request, env),
    terminals: request.terminals,
    isShifted: request.isShifted,
  });
  Object.assign(env, { NODE_OPTIONS: options, TMPDIR: scratch.tmp, TMP: scratch.tmp, TEMP: scratch.tmp, HINDLOG_REPLAY: plan, HINDLOG_GUARD: guard });
  const cut = networkCut();
  return { command: cut[0] ?? process.execPath, args: cut.length === 0 ? node : [...cut.slice(1), process.execPath, ...node], env };
}

/** That of today, but for what the past run kept of its own. */
function environmentOf({ environment = {} }: SandboxRequest): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!name.startsWith("HINDLOG") && !TEST_RUNNER.test(name)) env[name] = value;
  for (const [name, value] of Object.entries(environment)) {
    if (value === null) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Variables that a replay gets and that are not what they were, or that are gone. */
function changedVariables({ variables: { hashes, run } }: SandboxRequest, env: NodeJS.ProcessEnv): string[] {
  if (hashes === undefined) return [];
  const now = hashesOfVariables(env, run);
  return Object.keys({ ...hashes, ...now }).filter((name) => hashes[name] !== now[name] && !TEST_RUNNER.test(name));
}

const TEST_RUNNER = /^(VITEST|JEST_WORKER_ID$|NODE_TEST_CONTEXT$)/;

function permissionOptions(writable: readonly string[]): string[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const stable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  return [stable ? "--permission" : "--experimental-permission", "--allow-fs-read=*", ...writable.map((folder) => `--allow-fs-write=${join(folder, "*")}`)];
}

const LOADING = /^(--import|--require|-r|--loader|--experimental-loader)$/;
const DROPPED =
  /^(--inspect|--watch|--test|--permission|--experimental-permission|--allow-|--eval|-e$|--print|-p$|--check|-c$|--env-file|--conditions=hindlog)/;

/** Node's options that a replay keeps: not those that load hindlog (everything is compiled ahead), open ports or watch files. */
function keptOptions(options: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < options.length; index++) {
    const option = options[index]!;
    if (LOADING.test(option)) {
      const loaded = options[++index] ?? "";
      if (!/hindlog|register/.test(loaded)) kept.push(option, loaded);
    } else if (/^(--import|--require|--loader|--experimental-loader)=/.test(option)) {
      if (!/hindlog|register/.test(option)) kept.push(option);
    } else if (!DROPPED.test(option)) kept.push(option);
  }
  return kept;
}

let known: readonly string[] | undefined;

/** A command in front of another that takes the network away; [] where the machine allows none (guard.ts refuses it then all the same). */
function networkCut(): readonly string[] {
  if (known !== undefined) return known;
  const works = (args: string[]): boolean => spawnSync("unshare", [...args, "true"], { stdio: "ignore" }).status === 0;
  const ways = process.platform === "linux" ? [["--net"], ["--map-current-user", "--net"]] : [];
  const way = ways.find(works);
  known = way === undefined ? [] : ["unshare", ...way, "--"];
  return known;
}
