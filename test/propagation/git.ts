/** Reads clones of other repositories. */
import { execFileSync } from "node:child_process";

/** What git prints. @param clone a folder with or without a work tree */
export function git(clone: string, args: readonly string[], input?: string): Buffer {
  return execFileSync("git", ["-C", clone, "-c", "core.quotePath=off", ...args], {
    input,
    maxBuffer: 1 << 30,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "inherit"],
  });
}
