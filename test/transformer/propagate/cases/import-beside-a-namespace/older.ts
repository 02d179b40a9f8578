import * as settings from "../config.ts";

export function load(name: string): string {
  const file = settings.fileOf(name);
  return file;
}
