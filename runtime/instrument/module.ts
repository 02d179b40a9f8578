/** Modules make themselves known. */
import { fileURLToPath } from "node:url";
import { join, relative, sep } from "node:path";
import { callerFile } from "../caller-file.ts";
import { NEVER } from "../context/frame.ts";
import type { ModuleDescriptor } from "../format/site.ts";
import { RuntimeModule, type ModuleBinding, type ModuleDetails, type RuntimeSite } from "../module.ts";
import { namedVariables, variableRow } from "../format/variables.ts";
import { findRoot, packageFolder } from "../project-root.ts";
import { session, saver, replayer } from "./run.ts";
import { shared } from "../state/shared.ts";

const noted = new Set<string>();

/** Those that no module before named. */
function noteVariables(text: string): void {
  for (const name of namedVariables(text)) {
    if (noted.has(name)) continue;
    noted.add(name);
    session.json(variableRow(name));
  }
}

type BindingEntry = readonly [name: string, read: () => unknown, write?: ((value: unknown) => void) | null, kind?: 1 | 2 | 3];

/** Registers a module. @param where - `import.meta.url` or `__filename`; undefined in a bundle. */
export function module(descriptorJson: string, detailsJson: string, where: string | undefined, bindings: readonly BindingEntry[]): RuntimeModule | undefined {
  if (session.mode === "off") return undefined;
  try {
    const descriptor = JSON.parse(descriptorJson) as ModuleDescriptor;
    const file = where === undefined ? callerFile(module) : where.startsWith("file:") ? fileURLToPath(where) : where;
    const root = session.plan?.root ?? session.run?.root ?? findRoot(file);
    const inRoot = (path: string): string => relative(root, path).split(sep).join("/");
    const path = inRoot(join(packageFolder(file), descriptor.source));
    const read = bindings.map(([name, get, set, kind]): ModuleBinding => ({
      name,
      read: get,
      write: set ?? null,
      kind: kind === 1 ? "declared" : kind === 2 ? "imported" : "variable",
    }));
    const details = JSON.parse(detailsJson) as ModuleDetails;
    session.surroundings.meet(descriptor.text, details);
    if (details.takesBuffers === true) shared.takesBuffers = true;
    if (session.mode === "record") noteVariables(descriptor.text);
    const made = new RuntimeModule(session.modules.length, path, {
      descriptor,
      details,
      bindings: read,
      quiet: session.quiet,
      isEntry: file === process.argv[1],
    });
    for (const site of made.sites) if (!hasBoundaries(site)) site.due = NEVER;
    // What a name is declared as that is assigned later.
    for (const [, get, , kind] of bindings) if (kind === 3) made.early.push(get() as object);
    session.modules.push(made);
    session.json({ type: "module", module: made.index, path, file: inRoot(file), descriptor });
    return made;
  } catch (error) {
    session.note("module", `a module could not be registered: ${String(error)}`);
    return undefined;
  }
}

/** Stands for the loops of a module that nobody knows: their plain copies run. */
const UNKNOWN_SITE = { isQuiet: true, due: NEVER, quiet: session.quiet } as Partial<RuntimeSite> as RuntimeSite;

/** What is known of a loop. */
export function site(owner: RuntimeModule | undefined, loop: number): RuntimeSite {
  return owner?.sites[loop] ?? UNKNOWN_SITE;
}

/** Whether this session saves or restores at boundaries of a loop: a replay only where the run left a checkpoint or the plan says something. */
function hasBoundaries(site: RuntimeSite): boolean {
  if (!session.main) return false;
  return replayer === null ? saver?.isOn === true : replayer.knows(site.segment);
}
