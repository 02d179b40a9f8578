/** One cell of the matrix: the program through one door, with one compiler, on one Node, and what is looked at. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { launch, outcome, type Outcome } from "../programs/support/child.ts";
import { REPOSITORY, writeFiles, type Files } from "../programs/support/project.ts";
import { pointsAtSources, programFiles, startsOf } from "./program.ts";

/** How a build is asked for: without hindlog, with it, with it and switched off. */
export type Mode = "plain" | "on" | "off";

/** A command: arguments of the Node that builds. */
export type Command = readonly string[];

/** What there is to try. */
export interface Cell {
  /** Under which heading it stands. */
  readonly group: string;
  /** What its row begins with. */
  readonly columns: readonly string[];
  /** Files beside the sources. */
  readonly files: Files;
  readonly specifier: string;
  /** Packages in the project's node_modules: absolute folders by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** A node_modules folder that is copied, because the build changes what is in it. */
  readonly copied?: string;
  /** Builds into `out`; absent where nothing is built. */
  readonly build?: (mode: Mode, out: string) => readonly Command[];
  /** The Node that builds. */
  readonly builder?: string;
  /** Arguments of the Node that runs what `mode` built into `out`. */
  readonly start: (mode: Mode, out: string) => Command;
  readonly node: string;
  /** Whether a run can be replayed; a part of the reason where not. */
  readonly replays: true | string;
}

/** What came of a cell: "yes", "-" (does not apply), or "no: " and what was seen. */
export interface Result {
  readonly same: string;
  readonly recorded: string;
  readonly backfilled: string;
  readonly stacks: string;
  readonly off: string;
}

const CLI = join(REPOSITORY, "dist/server/cli/main.js");

/** Tries one. */
export async function examine(cell: Cell): Promise<Result> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-door-")));
  const root = join(base, "program");
  try {
    writeFiles(root, { ".gitignore": "node_modules/\n.hindlog/\nout-*/\n", ...cell.files, ...programFiles(cell) });
    if (cell.copied !== undefined) cpSync(cell.copied, join(root, "node_modules"), { recursive: true, verbatimSymlinks: true });
    for (const [name, folder] of Object.entries({ hindlog: REPOSITORY, ...cell.packages })) link(folder, join(root, "node_modules", name));
    return await look(cell, root);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

async function look(cell: Cell, root: string): Promise<Result> {
  for (const mode of ["plain", "off", "on"] as const) {
    const failed = await build(cell, root, mode);
    if (failed !== null) return { same: `no: the ${mode} build: ${failed}`, recorded: "-", backfilled: "-", stacks: "-", off: "-" };
  }
  const plain = await run(root, cell.node, cell.start("plain", "out-plain"), "off");
  const on = await run(root, cell.node, cell.start("on", "out-on"), "on");
  const same = plain.status === 0 && plain.stderr === "" && JSON.stringify(on) === JSON.stringify(plain);
  const rows = await run(root, cell.node, [CLI, "dataframe", "level", "sum", "--format", "json"], "on");
  return {
    same: same ? "yes" : `no: ${firstDifference(plain, on)}`,
    recorded: recordedLevels(rows.stdout) === startsAfter(plain.stdout) ? "yes" : `no: ${oneLine(rows.stderr || rows.stdout)}`,
    stacks: pointsAtSources(on.stdout) ? "yes" : `no: ${oneLine(on.stdout.slice(-200))}`,
    off: cell.build === undefined ? "-" : tree(join(root, "out-off")) === tree(join(root, "out-plain")) ? "yes" : "no: the output differs",
    backfilled: await backfill(cell, root, startsOf(plain.stdout)),
  };
}

async function build(cell: Cell, root: string, mode: Mode): Promise<string | null> {
  for (const command of cell.build?.(mode, `out-${mode}`) ?? []) {
    const built = await run(root, cell.builder ?? process.execPath, command, mode === "off" ? "off" : "on");
    if (built.status !== 0) return oneLine(built.stdout + built.stderr);
  }
  return null;
}

/** Puts the forgotten statement into the sources and asks for its past. */
async function backfill(cell: Cell, root: string, expected: readonly number[]): Promise<string> {
  writeFiles(root, programFiles({ ...cell, withStatement: true }));
  const { stdout, stderr } = await run(root, cell.node, [CLI, "backfill", "start", "--yes", "--format", "json"], "on");
  if (cell.replays !== true) return stdout.includes(cell.replays) ? `refused: ${cell.replays}` : `no: ${oneLine(stdout + stderr)}`;
  if (!stdout.startsWith("{")) return `no: ${oneLine(stderr)}`;
  const { cells, refused } = JSON.parse(stdout) as { cells: { value: unknown; verdict: string; reason?: string }[]; refused: { reason?: string }[] };
  if (JSON.stringify(cells.map(({ value }) => value)) !== JSON.stringify(expected))
    return `no: ${oneLine(JSON.stringify(refused.length > 0 ? refused : cells))}`;
  const others = cells.filter(({ verdict }) => verdict !== "verified");
  return others[0] === undefined ? "yes" : `no: ${others.length} ${others[0].verdict}: ${oneLine(others[0].reason ?? "")}`;
}

/** The recorded levels of a dataframe, as text. */
function recordedLevels(stdout: string): string {
  if (!stdout.startsWith("[")) return "";
  const rows = JSON.parse(stdout) as { level?: number; sum?: number }[];
  const levels = rows.flatMap(({ level }) => (level === undefined ? [] : [level]));
  return rows.some(({ sum }) => sum !== undefined) ? [...new Set(levels)].join(" ") : "";
}

function startsAfter(stdout: string): string {
  return [...stdout.matchAll(/^reached (\d+)$/gm)].map((match) => match[1]).join(" ");
}

function run(cwd: string, node: string, args: Command, hindlog: "on" | "off"): Promise<Outcome> {
  // Every boundary is kept: what adaptive checkpoints leave depends on how busy the machine is.
  return outcome(launch(node, args, { cwd, env: { HINDLOG: hindlog, HINDLOG_CHECKPOINTS: "all" }, limitMs: 120_000 }));
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "dir");
}

/** Every file below a folder with its text. */
function tree(folder: string): string {
  if (!existsSync(folder)) return "nothing";
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((path) => `${path.slice(folder.length)}\n${readFileSync(path, "utf8")}`).join("\n");
}

function firstDifference(plain: Outcome, on: Outcome): string {
  if (plain.status !== 0 || plain.stderr !== "") return oneLine(`plain: ${plain.status} ${plain.stderr}`);
  if (on.status !== plain.status || on.stderr !== "") return oneLine(`${on.status} ${on.stderr}`);
  const [expected, got] = [plain.stdout.split("\n"), on.stdout.split("\n")];
  const at = expected.findIndex((line, index) => line !== got[index]);
  return oneLine(`expected ${expected[at]}, got ${got[at]}`);
}

function oneLine(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ").replaceAll("|", "/");
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}
