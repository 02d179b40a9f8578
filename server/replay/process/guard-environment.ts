/** Variables of the environment that a replay asks for and that are not what they were, for guard.ts. */
import fs from "node:fs";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Unwrapped. */
const { appendFileSync } = fs;

/**
 * Tells who asks for which of them, before the program sets them: its own code, or a package.
 * @param into - file that gets lines `$own NAME` and `$package NAME PACKAGE`
 */
export function noteEnvironment(into: string, changed: Set<string>): void {
  if (changed.size === 0) return;
  const told = new Set<string>();
  /** Names that are being looked through: nobody asked for one of them yet. */
  let listed = new Set<string | symbol>();
  const note = (name: string | symbol): void => {
    if (typeof name !== "string" || !changed.has(name)) return;
    const asker = whoAsks();
    if (asker === "hindlog") return;
    const line = asker === "own" ? `$own ${name}\n` : `$package ${name} ${asker.package}\n`;
    if (told.has(line)) return;
    told.add(line);
    appendFileSync(into, line);
  };
  process.env = new Proxy(process.env, {
    get: (target, name) => (note(name), Reflect.get(target, name) as unknown),
    has: (target, name) => (note(name), Reflect.has(target, name)),
    ownKeys: (target) => {
      const keys = Reflect.ownKeys(target);
      listed = new Set(keys);
      return keys;
    },
    getOwnPropertyDescriptor: (target, name) => {
      if (!listed.delete(name)) note(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    set: (target, name, value) => (changed.delete(String(name)), Reflect.set(target, name, value)),
    deleteProperty: (target, name) => (changed.delete(String(name)), Reflect.deleteProperty(target, name)),
  });
}

const HERE = dirname(fileURLToPath(import.meta.url));
const OURS = fileURLToPath(new URL("../../..", import.meta.url));

/** Whose code runs now. */
function whoAsks(): "own" | "hindlog" | { readonly package: string } {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Object.assign(Error, { stackTraceLimit: 20, prepareStackTrace: undefined });
  const { stack = "" } = new Error("stack");
  const frames = stack.split("\n").map((line) => line.replace("file://", ""));
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  const asker = frames.find((line) => line.includes(sep) && !line.includes("(node:") && !line.includes(HERE)) ?? "";
  if (asker.includes(OURS)) return "hindlog";
  const [, inPackage] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(asker) ?? [];
  return inPackage === undefined ? "own" : { package: inPackage.replace("\\", "/") };
}
