/** Whose code runs now, for guard.ts. */
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The program's own code, code of it that is left alone, that of a package, or nobody's: hindlog's, and what Node does by itself. */
export type Asker = "own" | "left alone" | "nobody" | { readonly package: string };

const HERE = dirname(fileURLToPath(import.meta.url));
const OURS = fileURLToPath(new URL("../../..", import.meta.url));

/** Who called something of Node's that has a function of the guard in front of it. @param modules - emitted files of the program: those of packages too */
export function whoAsks(modules: ReadonlySet<string>): Asker {
  return ownerOf(filesOnStack().find((file) => !file.startsWith("node:") && !file.startsWith(HERE)) ?? "", modules);
}

/** The same, where Node may have called it for purposes of its own. @param depth - of functions of the guard between this one and that call */
export function whoCalls(modules: ReadonlySet<string>, depth: number): Asker {
  return ownerOf(filesOnStack()[depth + 2] ?? "", modules);
}

function ownerOf(file: string, modules: ReadonlySet<string>): Asker {
  if (!file.includes(sep) || file.startsWith("node:") || file.startsWith(OURS)) return "nobody";
  if (modules.has(file)) return "own";
  const [, inPackage] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
  return inPackage === undefined ? "left alone" : { package: inPackage.replace("\\", "/") };
}

/** Innermost first; of code that has none it is that around it. */
function filesOnStack(): string[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Object.assign(Error, { stackTraceLimit: 20, prepareStackTrace: filesOf });
  const { stack } = new Error("stack") as unknown as { readonly stack: string[] };
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return stack;
}

/** Source maps are not asked: files as they run. */
function filesOf(_: Error, frames: readonly NodeJS.CallSite[]): string[] {
  return frames.map((frame) => (frame.getFileName() ?? "").replace(/^file:\/\//, "")).filter((file) => file !== "" && !file.startsWith("evalmachine"));
}
