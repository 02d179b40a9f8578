/** What the nearest package.json says of the modules below it. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Its `type`, as written. @param path - absolute path of a file @returns undefined where none is said, or package.json cannot be read */
export function packageType(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const text = readText(join(folder, "package.json"));
    if (text !== null) {
      try {
        return (JSON.parse(text) as { type?: string }).type;
      } catch {
        return undefined;
      }
    }
    if (dirname(folder) === folder) return undefined;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
