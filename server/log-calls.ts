/** Which calls log in the code of a project as it stands now. */
import { dirname } from "node:path";
import { resolveOptions } from "../transformer/index.ts";

/** What is configured for a file. @param file - absolute. */
export function configuredLogCalls(file: string): readonly string[] {
  return resolveOptions(dirname(file)).logCalls;
}
