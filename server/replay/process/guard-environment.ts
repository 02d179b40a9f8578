/** Variables of the environment that a replay asks for and that are not what they were, for guard.ts. */
import fs from "node:fs";
import { whoAsks } from "./guard-asker.ts";

/** Unwrapped. */
const { appendFileSync } = fs;

/** What to tell, and where. */
interface EnvironmentRequest {
  /** File that gets lines `$own NAME` and `$package NAME PACKAGE`. */
  readonly into: string;
  readonly changed: Set<string>;
  /** Emitted files. */
  readonly modules: ReadonlySet<string>;
}

/** Tells who asks for which of them, before the program sets them: its own code, or a package. */
export function noteEnvironment({ into, changed, modules }: EnvironmentRequest): void {
  if (changed.size === 0) return;
  const told = new Set<string>();
  /** Names that are being looked through: nobody asked for one of them yet. */
  let listed = new Set<string | symbol>();
  const note = (name: string | symbol): void => {
    if (typeof name !== "string" || !changed.has(name)) return;
    const asker = whoAsks(modules);
    if (asker === "nobody") return;
    const line = typeof asker === "string" ? `$own ${name}\n` : `$package ${name} ${asker.package}\n`;
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
