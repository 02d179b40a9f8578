/** Puts the files of a version into a folder. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "./git.ts";

/**
 * Writes the files of a commit below `folder` (absolute; made where missing), byte for byte. `paths` (tree paths) restricts it.
 */
export async function exportTree(git: Git, commit: string, target: { readonly folder: string; readonly paths?: readonly string[] }): Promise<void> {
  await mkdir(target.folder, { recursive: true });
  const env = { GIT_INDEX_FILE: join(target.folder, ".hindlog-export.index") };
  const prefix = `--prefix=${target.folder}/`;
  try {
    await git(["read-tree", commit], env);
    if (target.paths === undefined) {
      await git(["checkout-index", "--all", "--force", "--quiet", prefix], env);
      return;
    }
    for (let from = 0; from < target.paths.length; from += 500) {
      await git(["checkout-index", "--force", "--quiet", prefix, "--", ...target.paths.slice(from, from + 500)], env);
    }
  } finally {
    await rm(env.GIT_INDEX_FILE, { force: true });
  }
}
