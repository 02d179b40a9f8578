/** Where hindlog's own built files are: a replay process runs those of the package that started it. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ReplayError } from "../errors.ts";

/** Absolute path of a file below `dist/`. @throws ReplayError `replay-failed` where the package was not built. */
export function ownFile(path: string): string {
  const file = join(packageRoot(), "dist", path);
  if (!existsSync(file))
    throw new ReplayError(
      "replay-failed",
      `Expected hindlog's own file ${file}, but it is not there. Build the package (\`npm run build\`) or install it again.`,
    );
  return file;
}

let root: string | undefined;

function packageRoot(): string {
  if (root !== undefined) return root;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "hindlog") return (root = folder);
    if (dirname(folder) === folder) throw new ReplayError("replay-failed", "Expected to run from an installed package `hindlog`. Install it again.");
  }
}
