import * as settings from "../config.ts";
import * as hindlog from "hindlog";

export function load(name: string): string {
  const file = settings.fileOf(name);
  hindlog.log("file", file);
  return file;
}
