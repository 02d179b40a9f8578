/** ARCHITECTURE.md against the tree: every module has its line, every line its module, every dependency its reason. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY } from "./programs/support/project.ts";

const page = readFileSync(join(REPOSITORY, "ARCHITECTURE.md"), "utf8");

/** First cells of the table rows below a heading that begins so, without the ticks. */
function firstCells(heading: string): string[] {
  const sections = page.split(/^(?=## )/m).filter((section) => section.startsWith(`## ${heading}`));
  return sections.flatMap((section) => [...section.matchAll(/^\| `([^`]+)` \| .*\S.* \|$/gm)].map((match) => match[1] ?? ""));
}

test("every module has one line, and every line a module", () => {
  const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "runtime", "transformer", "server"], {
    cwd: REPOSITORY,
    encoding: "utf8",
  });
  const modules = tracked.split("\n").filter((path) => path.endsWith(".ts"));
  expect(firstCells("Modules").sort()).toEqual(modules.sort());
});

test("every dependency has its reason", () => {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as Record<string, Record<string, string>>;
  const names = ["dependencies", "optionalDependencies", "devDependencies"].flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  expect(firstCells("Dependencies").sort()).toEqual(names.sort());
});
