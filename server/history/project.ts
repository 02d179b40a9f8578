import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * The folder that a file or folder belongs to: the nearest ancestor that has `.hindlog`, else the workspace root, else the
 * nearest folder with a package.json, else the folder itself.
 */
export function findRoot(entryFileOrFolder: string): string {
  const start = folderOf(resolve(entryFileOrFolder));
  const ancestors = [...ancestorsOf(start)];
  return (
    ancestors.find((folder) => existsSync(join(folder, ".hindlog"))) ??
    ancestors.find(isWorkspaceRoot) ??
    ancestors.find((folder) => existsSync(join(folder, "package.json"))) ??
    start
  );
}

/** Where the history of a project lies: `HINDLOG_DIR` (relative to the root), else `.hindlog` in the root. */
export function hindlogFolder(root: string): string {
  const given = process.env["HINDLOG_DIR"];
  return given === undefined || given === "" ? join(root, ".hindlog") : resolve(root, given);
}

function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);
}

function* ancestorsOf(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function isWorkspaceRoot(folder: string): boolean {
  if (existsSync(join(folder, "pnpm-workspace.yaml"))) return true;
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof parsed === "object" && parsed !== null && "workspaces" in parsed;
  } catch {
    return false;
  }
}
