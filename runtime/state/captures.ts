/** Tags on functions of instrumented modules: what they capture (see transformer/instrument/closures.ts). */
import { registerGenerator } from "./generators.ts";
import { shared, type ClosureSite, type Environment } from "./shared.ts";

/** `access()` reads the captured variables; `access(values)` writes those that are ever assigned (all of them, in a function made anew). */
export type Access = (values?: readonly unknown[]) => readonly unknown[];

/** What is known of one function; `access` is null where it holds nothing by itself, `environment` where it shares no variables. */
export interface Captures {
  readonly site: ClosureSite;
  readonly access: Access | null;
  readonly environment: Environment | null;
}

const NOWHERE: ClosureSite = { key: "", number: -1, names: [], why: "was made before its module was known", shares: false, generator: null, factory: null };

/** Tags a function. Never throws. */
export function tagFunction<T>(fn: T, site: ClosureSite | undefined, access: Access | null, environment: Environment | null): T {
  if (site?.generator != null) registerGenerator(fn, site.generator, false);
  if (typeof fn === "function") shared.mark.put(fn, { site: site ?? NOWHERE, access, environment } satisfies Captures);
  return fn;
}

/** What is known of a function; null for one that is not tagged. */
export function capturesOf(fn: object): Captures | null {
  return (shared.mark.of(fn) as Captures | undefined) ?? null;
}
