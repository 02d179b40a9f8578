/** Files of the project that versions leave out (ignored by git, or large): data that the program may read. They are copied as they are today. */
import { constants, existsSync } from "node:fs";
import { copyFile, lstat, mkdir, readdir, realpath, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { listProject } from "./project-files.ts";

/** All copies together take no more than this; on file systems that share blocks they take nothing. */
const MOST_BYTES = 1024 * 1024 * 1024;
const NEVER = new Set(["node_modules", ".git", ".hindlog"]);

/** What to copy between. */
export interface DataRequest {
  readonly projectRoot: string;
  /** The scratch tree; what is there already stays. */
  readonly root: string;
  readonly hindlog: string;
}

/** What became of them. */
export interface CopiedData {
  /** Paths relative to the root. */
  readonly copied: ReadonlySet<string>;
  /** What was left out because it is too large, in words; null where nothing was. */
  readonly leftOut: string | null;
}

/** Copies them, smallest first. */
export async function copyData(request: DataRequest): Promise<CopiedData> {
  const files: { path: string; bytes: number }[] = [];
  for (const path of await listData(request)) await collect(request, path, files);
  files.sort((a, b) => a.bytes - b.bytes);
  let total = 0;
  const left: typeof files = [];
  const copied = new Set<string>();
  for (const file of files) {
    total += file.bytes;
    if (total > MOST_BYTES) left.push(file);
    else await copy(request, file.path);
    if (total <= MOST_BYTES) copied.add(file.path);
  }
  if (left.length === 0) return { copied, leftOut: null };
  const largest = left.at(-1)!;
  const leftOut = `${left.length} data files were not copied because they are too large together (the largest is ${largest.path}, ${Math.round(largest.bytes / 1e6)} MB)`;
  return { copied, leftOut };
}

/** Paths relative to the root: files, and folders that are data as a whole. */
async function listData({ projectRoot, hindlog }: DataRequest): Promise<string[]> {
  return [...(await listProject(projectRoot, hindlog, "ignored")), ...(await listProject(projectRoot, hindlog, "files"))];
}

async function collect(request: DataRequest, path: string, into: { path: string; bytes: number }[]): Promise<void> {
  const { projectRoot, root, hindlog } = request;
  const full = resolve(projectRoot, path);
  if (path.split("/").some((part) => NEVER.has(part)) || full === resolve(hindlog) || full.startsWith(resolve(hindlog) + sep)) return;
  const found = await lstat(full).catch(() => null);
  if (found?.isDirectory()) {
    for (const name of await readdir(full).catch(() => [])) await collect(request, relative(projectRoot, join(full, name)).split(sep).join("/"), into);
  } else if (found?.isSymbolicLink()) await collectLink(request, path, into);
  else if (found?.isFile() && !existsSync(join(root, path)) && !/\.[cm]?tsx?$/.test(path)) into.push({ path, bytes: found.size });
}

/** A link to a file stands for the file; one to a folder of the project leads to its copy. Folders elsewhere are left out. */
async function collectLink({ projectRoot, root }: DataRequest, path: string, into: { path: string; bytes: number }[]): Promise<void> {
  const [full, link] = [resolve(projectRoot, path), join(root, path)];
  const [target, leadsTo] = [await stat(full).catch(() => null), await realpath(full).catch(() => null)];
  if (target === null || leadsTo === null || (await lstat(link).catch(() => null)) !== null) return;
  if (target.isFile()) into.push({ path, bytes: target.size });
  const top = await realpath(projectRoot);
  if (!target.isDirectory() || !leadsTo.startsWith(top + sep)) return;
  await mkdir(dirname(link), { recursive: true });
  await symlink(relative(dirname(link), join(root, relative(top, leadsTo))), link, "dir");
}

async function copy({ projectRoot, root }: DataRequest, path: string): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  try {
    await copyFile(join(projectRoot, path), target, constants.COPYFILE_FICLONE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "EACCES") throw error;
  }
}
