import * as hindlog from "hindlog";
import * as settings from "./settings.ts";

export function load(name: string): string {
  const file = settings.fileOf(name);
  hindlog.log("file", file); // <<
  return file;
}
