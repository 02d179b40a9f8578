/** What NAMES of a command line mean. */
import { existsSync } from "node:fs";
import type { TargetRequest } from "../replay/statements/targets.ts";

/** `src/train.ts:31` is a place where that file exists; everything else is a name. */
export function target(text: string): TargetRequest {
  const match = /^(.+):(\d+)$/.exec(text);
  return match?.[1] !== undefined && existsSync(match[1]) ? { file: match[1], line: Number(match[2]) } : text;
}
