import { copyFile, lstat, readdir, readlink, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";

/** Symbolic links of a version that would lead out of its scratch tree: files become copies, folders are left out. */
export async function replaceOutwardLinks(root: string, projectRoot: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = join(entry.parentPath, entry.name);
    const target = resolve(dirname(link), await readlink(link));
    if (target === root || target.startsWith(root + sep)) continue;
    await rm(link);
    const real = join(projectRoot, relative(root, link));
    if (await isFile(real)) await copyFile(real, link);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
