/** Instrumented modules as the runtime knows them. */
import { NEVER, type Frame } from "./context/frame.ts";
import { activationSegment } from "./format/key.ts";
import type { LogPart, LogSite, LoopSite, ModuleDescriptor } from "./format/site.ts";
import { shared, type ClosureSite, type EnvironmentSite, type GeneratorSite, type TemplateSite } from "./state/shared.ts";
import { templateSite } from "./state/templates.ts";

/** What travels beside the descriptor and concerns the runtime alone. */
export interface ModuleDetails {
  /** Parallel to the descriptor's loops: names of the state that boundaries pass. */
  readonly slots: readonly { readonly start: SlotList; readonly exit: SlotList }[];
  /** Ids of loops whose activations not every build counts. */
  readonly uncounted?: readonly number[];
  /** Ids of loops that are never left out. */
  readonly followed?: readonly number[];
  /** By statement id. */
  readonly parts: Readonly<Record<string, readonly LogPart[]>>;
  /** By statement id: the innermost loop that encloses the statement across functions. */
  readonly outer?: Readonly<Record<string, number>>;
  /** By number: what the functions that are made at a place hold by themselves, why they cannot be made anew (0: they can), whether they share variables. */
  readonly closures?: readonly (readonly [names: readonly string[], why: string | 0, shares?: 1])[];
  /** By number: the variables that functions share by an environment. */
  readonly environments?: readonly (readonly string[])[];
  /** By number: generator functions. `place`: where they are made, among `closures`. */
  readonly generators?: readonly (readonly [name: string, why: string | 0, parameters: number, points: GeneratorSite["points"], place?: number])[];
  /** Of the language's own objects those whose members the module may change: `Math`, `Array.prototype`. */
  readonly builtIns?: readonly string[];
  /** Members of Node's own objects that it may set: `process:#title`, `util:inspect.defaultOptions#depth`, `*` for any. */
  readonly nodeMembers?: readonly string[];
  /** It may take the buffer of a view, and see there what that view does not. */
  readonly takesBuffers?: boolean;
}

/** The state that a boundary passes, in order; `fixed` are the indices that are never assigned (const, this). */
export interface SlotList {
  readonly names: readonly string[];
  readonly fixed: readonly number[];
}

/** One binding of a module's top scope. */
export interface ModuleBinding {
  readonly name: string;
  /** May throw while the binding is not initialised. */
  readonly read: () => unknown;
  readonly write: ((value: unknown) => void) | null;
  /** `declared`: a function or class, it captures nothing beyond the module. `imported`: only the identity of classes counts. */
  readonly kind: "variable" | "declared" | "imported";
}

const LONGEST_REST = 2 ** 29;

/** A loop at run time; counters of contexts and of the checkpoint policy live on it. */
export class RuntimeSite {
  readonly site: LoopSite;
  readonly module: RuntimeModule;
  readonly segment: string;
  readonly start: SlotList;
  readonly exit: SlotList;
  /** A frame that no activation under way uses; the others by its `next`. */
  free: Frame | null = null;
  /** The first iteration at whose boundary the runtime wants to be called: 0, or never (infinity). */
  due: number;
  /** Activations in a row that were too short to be worth a checkpoint (loops that call nothing). */
  shorts = 0;
  /** Activations left for which nothing is tried: they proved too short. */
  resting = 0;
  /** How often it was sent to rest: the next rest is twice as long. */
  rests = 0;
  /** The journal says why it cannot be checkpointed. */
  noted = false;
  activations = 0;
  exitsSaved = 0;
  /** What is left out now, around all loops; beside what code that is entered often asks. */
  readonly quiet: { readonly under: RuntimeSite | null };
  /** Whether activations are left out now (quiet.ts). */
  isQuiet = false;
  /** When that was over, the last time, as quiet.ts counts it: later than ever ({@link NEVER}) while it is so, -1 if it never was. */
  awakeSince = -1;
  /** It is followed for good. */
  isFollowed: boolean;
  /** Mean length of an activation, milliseconds; 0 while unknown. */
  activationMs = 0;
  /** Whether every build counts its activations. */
  readonly isCounted: boolean;

  constructor(module: RuntimeModule, site: LoopSite, slots: { readonly start: SlotList; readonly exit: SlotList }) {
    this.module = module;
    this.quiet = module.quiet;
    this.site = site;
    this.segment = activationSegment(module.path, site.id, 0).slice(0, -2);
    this.start = slots.start;
    this.exit = slots.exit;
    this.due = site.checkpointable ? 0 : NEVER;
    this.isFollowed = module.details.followed?.includes(site.id) === true;
    this.isCounted = module.details.uncounted?.includes(site.id) !== true;
  }

  /** Sends it to rest, each time for twice as long. @param longest - activations that are left alone at most. */
  pause(longest: number = LONGEST_REST): void {
    this.resting = Math.min(8 * 2 ** this.rests++, longest);
  }
}

/** A log statement at run time. */
export interface LogStatement {
  /** Whether the names of its records are known from the source. */
  readonly isNamed: boolean;
  readonly parts: readonly LogPart[];
  /** How many holes of templates it logs. */
  readonly holes: number;
  /** Id of the innermost loop that encloses it, across functions; null where none does. */
  readonly loop: number | null;
}

const NOTHING_KNOWN: LogStatement = { isNamed: true, parts: [], holes: 0, loop: null };

/** A loaded module. */
export class RuntimeModule {
  readonly index: number;
  readonly path: string;
  readonly descriptor: ModuleDescriptor;
  readonly details: ModuleDetails;
  readonly bindings: readonly ModuleBinding[];
  readonly quiet: RuntimeSite["quiet"];
  /** Whether it is what was asked of Node to run. */
  readonly isEntry: boolean;
  readonly sites: readonly RuntimeSite[];
  readonly closures: readonly ClosureSite[];
  readonly environments: readonly EnvironmentSite[];
  readonly generators: readonly GeneratorSite[];
  /** Declared ones that their names do not lead to: classes that may not be defined yet, for they run code of their own first; functions whose names are assigned. */
  readonly early: object[] = [];
  readonly #templates: (TemplateSite | undefined)[] = [];
  /** What its places are called by. */
  readonly #name: string;
  /** Log statements from the lowest id on: those that a replay build has inserted have negative ones. */
  readonly #statements: LogStatement[] = [];
  readonly #lowest: number;

  constructor(index: number, path: string, loaded: Pick<RuntimeModule, "descriptor" | "details" | "bindings" | "quiet" | "isEntry">) {
    this.index = index;
    this.path = path;
    this.descriptor = loaded.descriptor;
    this.details = loaded.details;
    this.bindings = loaded.bindings;
    this.quiet = loaded.quiet;
    this.isEntry = loaded.isEntry;
    this.#lowest = Math.min(0, ...loaded.descriptor.logs.map((log) => log.id));
    for (const log of loaded.descriptor.logs) this.#statements[log.id - this.#lowest] = logStatement(log, loaded.details);
    this.sites = loaded.descriptor.loops.map((site, at) => new RuntimeSite(this, site, loaded.details.slots[at]!));
    const name = nameOf(path);
    this.#name = name;
    this.closures = closureSites(name, loaded.details.closures ?? []);
    this.environments = environmentSites(name, loaded.details.environments ?? [], this.closures);
    this.generators = generatorSites(name, loaded.details.generators ?? [], this.closures);
  }

  /** A tagged template by its number. */
  template(number: number): TemplateSite {
    return (this.#templates[number] ??= templateSite(`${this.#name}#t${number}`));
  }

  /** A log statement by its id. */
  statement(id: number): LogStatement {
    return this.#statements[id - this.#lowest] ?? NOTHING_KNOWN;
  }
}

function logStatement({ id, names }: LogSite, { parts, outer }: ModuleDetails): LogStatement {
  const own = parts[id] ?? [];
  return {
    isNamed: !names.includes(null),
    parts: own,
    holes: own.reduce((sum, part) => sum + (part.from === "holes" ? part.count : 0), 0),
    loop: outer?.[id] ?? null,
  };
}

/** A file that is loaded twice (as two kinds of module, or with a query) has its places twice, in the order of loading. */
function nameOf(path: string): string {
  let name = path;
  for (let count = 2; shared.closures.has(`${name}#0`); count++) name = `${path}@${count}`;
  return name;
}

function generatorSites(name: string, generators: NonNullable<ModuleDetails["generators"]>, closures: readonly ClosureSite[]): GeneratorSite[] {
  return generators.map(([shown, why, parameters, points, place], number) => {
    const site: GeneratorSite = { key: `${name}#g${number}`, name: shown, why: why === 0 ? null : why, parameters, points, fn: null, delegating: 0 };
    shared.generators.set(site.key, site);
    if (place !== undefined) closures[place]!.generator = site;
    return site;
  });
}

function closureSites(name: string, closures: NonNullable<ModuleDetails["closures"]>): ClosureSite[] {
  return closures.map(([names, why, shares], number) => {
    const site: ClosureSite = { key: `${name}#${number}`, number, names, why: why === 0 ? null : why, shares: shares === 1, generator: null, factory: null };
    shared.closures.set(site.key, site);
    return site;
  });
}

function environmentSites(name: string, environments: NonNullable<ModuleDetails["environments"]>, functions: readonly ClosureSite[]): EnvironmentSite[] {
  return environments.map((names, number) => {
    const site: EnvironmentSite = { key: `${name}#e${number}`, number, names, functions, factory: null };
    shared.environments.set(site.key, site);
    return site;
  });
}
