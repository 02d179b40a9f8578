/** Batches of programs as files and processes. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type ts from "typescript";
import type { compileModule } from "../../transformer/compile-module.ts";
import { readPack, type CheckpointMeta } from "../../runtime/format/checkpoint.ts";
import { readJournal } from "../../runtime/format/journal.ts";
import type { JournalRow } from "../../runtime/format/journal-rows.ts";
import type { ActivationPlan, ReplayPlan } from "../../runtime/format/replay-plan.ts";
import type { Rendered } from "./render.ts";

/** Root of this repository. */
export const REPOSITORY: string = fileURLToPath(new URL("../..", import.meta.url));
const INSIDE = fileURLToPath(new URL("inside", import.meta.url));
const ts_ = createRequire(import.meta.url)("typescript") as typeof ts;
/** A batch that takes longer than this hangs. */
const LIMIT_MS = 60_000;

/** The package that programs run with: this repository, or a patched copy of it. */
export interface Package {
  /** Absolute folder with package.json and dist/. */
  readonly root: string;
  readonly compileModule: typeof compileModule;
}

/** @param root - absolute folder with package.json and dist/. @defaultValue this repository */
export async function loadPackage(root: string = REPOSITORY): Promise<Package> {
  const loaded = (await import(pathToFileURL(join(root, "dist/transformer/index.js")).href)) as { compileModule: typeof compileModule };
  return { root, compileModule: loaded.compileModule };
}

/** A program of a batch, by its number in the whole run. */
export interface BatchProgram {
  readonly number: number;
  readonly rendered: Rendered;
  /** What its random numbers come from, beside the seed. */
  readonly draws: number;
}

/** What a process printed for one program: its lines, and marks with the number of lines before them. */
export interface Printed {
  readonly lines: string[];
  readonly marks: { readonly line: number; readonly kind: string; readonly parts: readonly string[] }[];
  ended: boolean;
}

/** One process. */
export interface Outcome {
  readonly printed: ReadonlyMap<number, Printed>;
  readonly status: number | null;
  readonly stderr: string;
}

/** The files of a batch; `remove` takes them away. */
export class Batch {
  readonly root: string;
  readonly #package: Package;
  readonly #seed: number;
  readonly #draws: ReadonlyMap<number, number>;
  #processes = 0;

  constructor(programs: readonly BatchProgram[], package_: Package, seed: number) {
    this.#package = package_;
    this.#seed = seed;
    this.#draws = new Map(programs.map(({ number, draws }) => [number, draws]));
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-generated-")));
    mkdirSync(join(this.root, "node_modules"));
    // Its own root, whatever lies above the folder of temporary files.
    mkdirSync(join(this.root, ".hindlog"));
    symlinkSync(package_.root, join(this.root, "node_modules/hindlog"), "dir");
    writeFileSync(join(this.root, "package.json"), JSON.stringify({ name: "batch", type: "module" }));
    cpSync(join(INSIDE, "batch.js"), join(this.root, "batch.js"));
    for (const folder of ["plain", "instrumented", "replay"]) {
      mkdirSync(join(this.root, folder));
      cpSync(join(INSIDE, "show.js"), join(this.root, folder, "show.js"));
    }
    for (const program of programs) this.compile(program);
  }

  /** Runs some of its programs. @param mode - `plain` without hindlog. @param env - beside the defaults. */
  async run(numbers: readonly number[], mode: "plain" | "instrumented" | "replay", env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const list = join(this.root, `list-${++this.#processes}.json`);
    const programs = numbers.map((number) => ({ number, draws: this.#draws.get(number), file: pathToFileURL(join(this.root, mode, `p${number}.js`)).href }));
    writeFileSync(list, JSON.stringify({ programs, seed: this.#seed, randomModule: pathToFileURL(join(this.#package.root, "dist/runtime/random.js")).href }));
    const outcome = await node([join(this.root, "batch.js"), mode, list], this.root, { HINDLOG: "on", ...env });
    return { ...outcome, printed: readStream(outcome.stdout) };
  }

  /** The newest recorded run: its folder, what its pack and journal say. */
  recorded(): { folder: string; metas: CheckpointMeta[]; rows: JournalRow[] } {
    const runs = join(this.root, ".hindlog/runs");
    const folder = join(runs, readdirSync(runs).sort().at(-1)!);
    const metas = readPack(readIfThere(join(folder, "checkpoints/pack"))).entries.map((entry) => entry.meta);
    return { folder, metas, rows: readJournal(readFileSync(join(folder, "journal"))).rows };
  }

  /** Replays some of its programs with a plan. */
  async replay(numbers: readonly number[], folder: string, activations: Readonly<Record<string, ActivationPlan>>): Promise<Outcome> {
    const outFolder = join(folder, "replays", String(this.#processes));
    mkdirSync(outFolder, { recursive: true });
    const plan: ReplayPlan = {
      format: 1,
      run: "generated",
      runFolder: folder,
      outFolder,
      root: this.root,
      pastRoot: this.root,
      pastTemporary: null,
      seed: this.#seed,
      given: {},
      args: {},
      activations,
      stopAfter: [],
    };
    writeFileSync(join(outFolder, "plan.json"), JSON.stringify(plan));
    return this.run(numbers, "replay", { HINDLOG_REPLAY: join(outFolder, "plan.json") });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private compile({ number, rendered }: BatchProgram): void {
    const modules = [[`p${number}`, rendered.text] as const, ...(rendered.other === null ? [] : [[`p${number}-other`, rendered.other] as const])];
    for (const [name, text] of modules) {
      const request = {
        fileName: join(this.root, `${name}.ts`),
        text,
        source: `${name}.ts`,
        format: "esm",
        door: "register",
        options: {},
        logCalls: [],
      } as const;
      // Programs use no types: plain is the very text.
      writeFileSync(join(this.root, "plain", `${name}.js`), text);
      writeFileSync(join(this.root, "instrumented", `${name}.js`), this.#package.compileModule(ts_, request).code);
      writeFileSync(join(this.root, "replay", `${name}.js`), this.#package.compileModule(ts_, { ...request, door: "replay" }).code);
    }
  }
}

function node(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<{ stdout: string; stderr: string; status: number | null }> {
  const all: NodeJS.ProcessEnv = { ...process.env, ...env };
  for (const name of Object.keys(all)) if (/^(VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$|TEST$)/.test(name)) delete all[name];
  const child = spawn(process.execPath, args, { cwd, env: all, stdio: ["ignore", "pipe", "pipe"], timeout: LIMIT_MS, killSignal: "SIGKILL" });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((settle, fail) => {
    child.once("error", fail);
    child.once("close", (status) => settle({ stdout, stderr, status }));
  });
}

function readStream(text: string): Map<number, Printed> {
  const found = new Map<number, Printed>();
  let current: Printed | undefined;
  for (const line of text.split("\n")) {
    if (!line.startsWith("\u0001")) {
      current?.lines.push(line);
      continue;
    }
    const [kind, ...parts] = line.slice(1).split("\t") as [string, ...string[]];
    if (kind === "B") found.set(Number(parts[0]), (current = { lines: [], marks: [], ended: false }));
    else if (kind === "E") {
      if (current !== undefined) current.ended = true;
      current = undefined;
    } else current?.marks.push({ line: current.lines.length, kind, parts });
  }
  return found;
}

function readIfThere(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    return new Uint8Array(0);
  }
}
