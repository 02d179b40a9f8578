/** Writes cases of other repositories in the format of the benchmark; nothing of their sources, only where to find it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { casesIn, type MinedCase } from "./cases.ts";
import { chosen } from "./choose.ts";

/**
 * Mines each repository in turn and says what was found.
 *
 * @param folder where `cases.jsonl` goes; evaluate.mjs and lib/ of the benchmark have to be put beside it
 * @param repositories `OWNER/NAME`, each cloned with its whole history
 * @param clones a folder that has the clones as OWNER+NAME/repo
 */
export function mineInto(folder: string, repositories: readonly string[], clones: string): void {
  const cases: MinedCase[] = [];
  for (const repo of repositories) {
    const found = casesIn(repo, join(clones, repo.replace("/", "+"), "repo"));
    const some = chosen(found, repo);
    cases.push(...some);
    console.log(`${repo}: ${some.length} of ${found.length} cases`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cases.jsonl"), cases.map((one) => `${JSON.stringify(one)}\n`).join(""));
}
