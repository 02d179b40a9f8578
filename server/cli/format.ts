/** `--format` of the verbs that print rows. */
import { Option } from "commander";

export type Format = "table" | "json" | "csv";

/** @param formats - those that the verb can print, the default first */
export function formatOption(...formats: readonly [Format, ...Format[]]): Option {
  return new Option("--format <format>", "how rows are printed").choices(formats).default(formats[0]);
}
