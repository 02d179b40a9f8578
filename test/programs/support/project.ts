/** A user's project in a fresh folder, and the real `hindlog` command run in it. */
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { launch, outcome, type Outcome, type SpawnOptions } from "./child.ts";

export type { Outcome, SpawnOptions } from "./child.ts";

/** Root of this repository. */
export const REPOSITORY: string = fileURLToPath(new URL("../../..", import.meta.url));
const CLI = join(REPOSITORY, "dist/server/cli/main.js");

/** Text of files by path, relative with `/`. */
export type Files = Readonly<Record<string, string>>;

export interface Project {
  readonly root: string;
  write(files: Files): void;
  /** Runs `hindlog` with arguments; never throws for an exit status. */
  hindlog(args: readonly string[], options?: SpawnOptions): Promise<Outcome>;
  /** Starts `hindlog` and gives the process. */
  start(args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Runs any command in the project. */
  run(command: string, args: readonly string[], options?: SpawnOptions): Promise<Outcome>;
}

/** Makes a project with `hindlog` installed in it; it is removed when the test ends. */
export function makeProject(files: Files = {}, name = "program"): Project {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-")));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const root = join(base, name);
  const write = (texts: Files): void => writeFiles(root, texts);
  write({ "package.json": JSON.stringify({ name, type: "module", private: true }), ".gitignore": "node_modules/\n.hindlog/\n", ...files });
  installHindlog(root);
  const start = (args: readonly string[], options: SpawnOptions = {}): ChildProcess => launch(process.execPath, [CLI, ...args], { cwd: root, ...options });
  const run = (command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> =>
    outcome(launch(command, args, { cwd: root, ...options }));
  return { root, write, start, run, hindlog: (args, options) => outcome(start(args, options)) };
}

/** Links this repository into a project as its dependency `hindlog`. */
function installHindlog(root: string): void {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  symlinkSync(REPOSITORY, join(root, "node_modules/hindlog"), "dir");
}

export function writeFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Hash of every file, link and mode below a folder, `.hindlog` left out. */
export function hashTree(root: string): string {
  const hash = createHash("sha256");
  const visit = (folder: string, prefix: string): void => {
    for (const name of readdirSync(folder).sort()) {
      if (name === ".hindlog") continue;
      const [full, path] = [join(folder, name), `${prefix}${name}`];
      const found = lstatSync(full);
      hash.update(`${path}\0${found.mode}\0${found.size}\0`);
      if (found.isSymbolicLink()) hash.update(readlinkSync(full));
      else if (found.isDirectory()) visit(full, `${path}/`);
      else hash.update(readFileSync(full));
    }
  };
  visit(root, "");
  return hash.digest("hex");
}
