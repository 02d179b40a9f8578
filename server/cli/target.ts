/** What NAMES of a command line mean. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { TargetRequest } from "../replay/statements/targets.ts";
import { UsageError } from "./errors.ts";

/** `src/train.ts:31`, or `src/train.ts:31:5`, is a place in a file of the current folder; everything else is a name. @throws UsageError where there is no such file. */
export function target(text: string): TargetRequest {
  const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(text) ?? [];
  if (file === undefined) return text;
  if (existsSync(file)) return { file: resolve(file), line: Number(line) };
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(file)) throw new UsageError("no-file", `There is no file "${file}" in ${process.cwd()}.`);
  return text;
}
