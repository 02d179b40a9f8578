/** Environments in state: the variables that functions share, one object for each activation of their scope. */
import type { ObjectData } from "./decode.ts";
import { Kind } from "./kind.ts";
import { UNREADABLE, type StateWriter } from "./references.ts";
import { shared, type Environment, type EnvironmentSite } from "./shared.ts";

/** What is written of one: its place, the one around it, its variables. */
export type EnvironmentData = readonly [site: string, parent: unknown, values: readonly unknown[]];

const NOWHERE: EnvironmentSite = { key: "", number: -1, names: [], functions: [], factory: null };

/** A scope is entered. @param site - undefined where its module is not known yet. */
export function makeEnvironment(site: EnvironmentSite | undefined, parent: Environment | null, accessors: Pick<Environment, "access" | "parts">): Environment {
  return new shared.environment(site ?? NOWHERE, parent, accessors.access, accessors.parts);
}

/** Writes one. */
export function writeEnvironment(writer: StateWriter, { site, parent, access }: Environment): void {
  writer.out.u8(Kind.environment);
  writer.text(site.key);
  writer.ref("(around)", parent);
  const values = access();
  if (site === NOWHERE || site.key === "") writer.unmakeable("a variable of a function that began before its module was known");
  const unset = values.indexOf(UNREADABLE);
  if (unset >= 0) writer.unmakeable(`the variables of a function made inside the loop: ${site.names[unset]} is not initialised yet`);
  writer.out.u32(values.length);
  values.forEach((item, index) => writer.ref(site.names[index] ?? "(variable)", item));
}

/** Makes one anew, with its variables not set. @param parent - the one around it. @throws Error where this process cannot. */
export function remakeEnvironment([key]: EnvironmentData, parent: Environment | null): Environment {
  const site = shared.environments.get(key);
  const made = site?.factory === "parent" ? parent?.parts?.().environments[site.number]?.() : site?.factory?.();
  if (made === undefined) throw new Error(`variables of ${key || "a module that was not known"} cannot be made in this process`);
  return made;
}

/** Sets the variables of one. @throws Error where that cannot be done. */
export function fillEnvironment(environment: Environment, data: ObjectData, value: (saved: unknown) => unknown): void {
  const [, parent, saved] = data.payload as EnvironmentData;
  if (environment.parent !== value(parent)) throw new Error("variables that functions share lie in another scope than in the past run");
  const values = saved.map((item) => value(item));
  const present = environment.access();
  if (present.every((item, index) => Object.is(item, values[index]))) return;
  environment.access(values);
  const after = environment.access();
  const at = after.findIndex((item, index) => !Object.is(item, values[index]));
  if (at >= 0) throw new Error(`${environment.site.names[at]} is shared by functions and cannot be set`);
}

/** How many environments there are: those of a loop's entry have smaller ordinals than what it makes. */
export function environmentCount(): number {
  return shared.environmentCount;
}

/** The environments of a state that are older than the loop's entry and were not met there. @param entered - {@link environmentCount} at the entry. */
export function isOlder(value: object | symbol, entered: number): boolean {
  return typeof value === "object" && shared.environment.is(value) && value.ordinal <= entered;
}
