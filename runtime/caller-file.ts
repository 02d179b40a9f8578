/** The file that code of a bundle runs from: `import.meta.url` and `__filename` mean different things in each bundler. */
import { fileURLToPath } from "node:url";

/** File of the nearest caller outside of `above`. @returns an absolute path; the entry's where the stack does not say. */
export function callerFile(above: (...args: never[]) => unknown): string {
  const { prepareStackTrace } = Error;
  try {
    const holder: { stack?: unknown } = {};
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, above);
    const [site] = holder.stack as NodeJS.CallSite[];
    const name = site?.getFileName() ?? "";
    return name.startsWith("file:") ? fileURLToPath(name) : name === "" ? (process.argv[1] ?? "") : name;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
