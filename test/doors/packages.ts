/** Packages of other versions than this repository's own: installed once into the temporary folder, and kept there for the next time. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where they are kept. */
const CACHE: string = join(tmpdir(), "hindlog-doors-cache");

/** The folder in which packages (`name@range`) are installed together. @throws Error where npm cannot install them. */
export function installed(packages: readonly string[]): string {
  const folder = join(CACHE, packages.join("+").replaceAll("/", "-"));
  const done = join(folder, "done");
  if (existsSync(done)) return join(folder, "node_modules");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "packages", private: true }));
  const { status, stderr } = spawnSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`Expected npm to install ${packages.join(" ")}, got: ${stderr}`);
  writeFileSync(done, "");
  return join(folder, "node_modules");
}

/** The binary of a Node by its major version; the one that runs this where it has that version. */
export function nodeBinary(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  return join(installed([`node@${major}`]), "node/bin/node");
}
