/** What the ESM and the CommonJS build of the runtime must share about state: one object in each thread. */
import type { StateAdapter } from "./state-adapter.ts";

/** Its constructor gives back what it is given, so that a class that extends it puts its private fields there. */
const Given = function (target: object): object {
  return target;
} as unknown as new (target: object) => object;

/** Hidden marks on objects. */
interface Marks {
  put(target: object, mark: unknown): void;
  of(target: object): unknown;
}

/**
 * Hidden marks on functions and other objects. A private field that is put onto a foreign object is invisible to the program, works on
 * frozen objects and on proxies (no trap runs), and costs a tenth of a property that is defined as not enumerable.
 */
function marks(): Marks {
  return class Mark extends Given {
    #mark: unknown;

    constructor(target: object, mark: unknown) {
      super(target);
      this.#mark = mark;
    }

    static put(target: object, mark: unknown): void {
      if (#mark in target) (target as Mark).#mark = mark;
      else void new Mark(target, mark);
    }

    static of(target: object): unknown {
      return #mark in target ? (target as Mark).#mark : undefined;
    }
  };
}

/** Makes a function of one place, with nothing captured but `this` and variables that it shares; or a class, which extends `base`. */
export type FunctionFactory = (this: unknown, base?: unknown) => unknown;

/** A place in the source where functions (or classes) are made. */
export interface ClosureSite {
  /** `path#number`. */
  readonly key: string;
  readonly number: number;
  /** What functions made there capture and hold by themselves, in the order of their accessors. */
  readonly names: readonly string[];
  /** Why functions made there cannot be made anew; null where they can. */
  readonly why: string | null;
  /** Whether they share variables: then their environment makes them. */
  readonly shares: boolean;
  /** What is made there is a generator function. */
  generator: GeneratorSite | null;
  /** Makes one; replay builds only. `"environment"`: the environment has the factory. */
  factory: FunctionFactory | "environment" | null;
}

/** A scope of the source whose activations have an identity (see transformer/analyse/environments.ts). */
export interface EnvironmentSite {
  /** `path#eNUMBER`. */
  readonly key: string;
  readonly number: number;
  /** Names of the variables that functions share by it. */
  readonly names: readonly string[];
  /** The places of its module where functions are made. */
  readonly functions: readonly ClosureSite[];
  /** Makes one that lies in no other; replay builds only. `"parent"`: the one around it has the factory. */
  factory: (() => Environment) | "parent" | null;
}

/** A tagged template of the source. */
export interface TemplateSite {
  /** `path#tNUMBER`. */
  readonly key: string;
  /** What its tag is given; null before it was evaluated. */
  object: TemplateStringsArray | null;
  /** Whether a restore made it: then evaluating the place gives another one. */
  isMade: boolean;
}

/** Factories of what lies in one environment, by number; replay builds only. */
export interface EnvironmentParts {
  readonly functions: Readonly<Record<number, FunctionFactory>>;
  readonly environments: Readonly<Record<number, () => Environment>>;
}

/** One activation of a scope: the variables that functions made in it share. */
export class Environment {
  readonly site: EnvironmentSite;
  readonly parent: Environment | null;
  /** Reads the variables, or writes them. */
  readonly access: (values?: readonly unknown[]) => readonly unknown[];
  readonly parts: (() => EnvironmentParts) | null;
  /** How many had been made in this thread, this one included. */
  readonly ordinal: number;
  readonly #brand = true;

  constructor(site: EnvironmentSite, parent: Environment | null, access: Environment["access"], parts: Environment["parts"]) {
    this.site = site;
    this.parent = parent;
    this.access = access;
    this.parts = parts;
    this.ordinal = ++shared.environmentCount;
  }

  /** Whether something is an environment; asks a proxy nothing. */
  static is(value: object): value is Environment {
    return #brand in value && value.#brand;
  }
}

/** Accessors to the private members of one class; see transformer/instrument/privates.ts. */
export interface PrivateMembers {
  readonly type: object;
  readonly name: string;
  /** Private instance fields, in source order. */
  readonly fields: readonly string[];
  /** Whether an object has private members of this class. */
  readonly has: (object: object) => boolean;
  /** Values of the fields; UNREADABLE where an object does not have one (yet). */
  readonly read: (object: object) => readonly unknown[];
  readonly write: (object: object, values: readonly unknown[]) => void;
  /** Private static fields: names, values, writer. */
  readonly ownFields: readonly string[];
  readonly readOwn: () => readonly unknown[];
  readonly writeOwn: (values: readonly unknown[]) => void;
  /** Why an instance cannot be made anew; null where it can. */
  readonly unmakeable: string | null;
  /** Whether it has `accessor` fields: their storage has no name that could be handed over. */
  readonly storage: boolean;
  /** Whether the class extends another: only such a class can put its members onto an object that is there already. */
  readonly derived: boolean;
  /** Whether its constructor is guarded (replay builds). */
  readonly guarded: boolean;
}

/** A generator function in the source. */
export interface GeneratorSite {
  /** `path#g` and its number. */
  readonly key: string;
  readonly name: string;
  /** Why its generators cannot be resumed; null where they can. */
  readonly why: string | null;
  /** How many parameters it has. */
  readonly parameters: number;
  /** By number, 0 is the beginning: names of what it holds there, and why it cannot be resumed there (0: it can). */
  readonly points: readonly (readonly [names: readonly string[], why: string | 0])[];
  /** The function, where there is one for each module. */
  fn: object | null;
  /** How many of its generators are in a `yield*` that does not answer in their place. */
  delegating: number;
}

/** What a restore tells a generator of a replay build. */
export interface GeneratorJump {
  /** Nothing of the program is executed. */
  on: boolean;
  /** The yield to go to; 0 is the beginning, -1 the end. */
  to: number;
  /** What it holds there, by name. */
  v: Readonly<Record<string, unknown>>;
  readonly land: () => unknown;
}

/** What an async generator says of itself: it cannot be asked, an answer would let other code go first. */
export interface Waiting {
  /** The yield that it came to last. */
  at: number;
  /** What it holds there. */
  read: () => readonly unknown[];
  /** `leaves`: a value is on its way to who waits for it. */
  state: "runs" | "leaves" | "waits" | "ended";
  /** Replay builds. */
  readonly jump: GeneratorJump | null;
}

/** How generators are asked where they wait. */
interface Probe {
  /** Whether one is being asked that may not have begun. */
  on: boolean;
  readonly asking: object;
  readonly jumping: object;
  readonly told: object;
  answer: { readonly at: number; readonly values: readonly unknown[]; readonly jump: GeneratorJump | null } | null;
  request: Pick<GeneratorJump, "to" | "v">;
}

interface Shared {
  /** On functions: where they were made and what they captured. */
  readonly mark: Marks;
  /** On proxies and bound functions: how they were made. */
  readonly origin: Marks;
  /** On Maps and Sets: whether somebody may be iterating them (see handed.ts). */
  readonly handed: Marks;
  readonly generators: Map<string, GeneratorSite>;
  /** By the `prototype` of their functions. */
  readonly generatorsByPrototype: WeakMap<object, { readonly site: GeneratorSite; readonly fn: object }>;
  /** Async generators that a `for await` loop drives from their start. */
  readonly driven: WeakMap<object, Waiting>;
  readonly probe: Probe;
  /** Classes at the top of modules: any object may carry their members. */
  readonly everywhere: PrivateMembers[];
  /** Whether any class has private members. */
  registered: boolean;
  /** By prototype: classes declared in functions too. */
  readonly byPrototype: WeakMap<object, PrivateMembers>;
  readonly byType: WeakMap<object, PrivateMembers>;
  /** By prototype. */
  readonly adapters: Map<object, { readonly name: string; readonly adapter: StateAdapter }>;
  /** By key. */
  readonly closures: Map<string, ClosureSite>;
  readonly environment: typeof Environment;
  /** By key. */
  readonly environments: Map<string, EnvironmentSite>;
  environmentCount: number;
  /** By key. */
  readonly templates: Map<string, TemplateSite>;
  /** Symbols that instrumented code made. */
  readonly symbols: SymbolSet;
  /** While `on`, constructors of instrumented classes return early. */
  readonly making: { on: boolean };
  /** Whether an instrumented module may take the buffer of a view. */
  takesBuffers: boolean;
}

const KEY = Symbol.for("hindlog.state.3");

function share(): Shared {
  const holder = globalThis as { [KEY]?: Shared };
  if (holder[KEY] === undefined) {
    const made: Shared = {
      mark: marks(),
      origin: marks(),
      handed: marks(),
      generators: new Map(),
      generatorsByPrototype: new WeakMap(),
      driven: new WeakMap(),
      probe: { on: false, asking: {}, jumping: {}, told: {}, answer: null, request: { to: 0, v: {} } },
      everywhere: [],
      registered: false,
      byPrototype: new WeakMap(),
      byType: new WeakMap(),
      adapters: new Map(),
      closures: new Map(),
      environment: Environment,
      environments: new Map(),
      environmentCount: 0,
      templates: new Map(),
      symbols: new WeakSet(),
      making: { on: false },
      takesBuffers: false,
    };
    Object.defineProperty(holder, KEY, { value: made, enumerable: false });
  }
  return holder[KEY]!;
}

/** A WeakSet of symbols; its type takes them only in libraries newer than some users'. */
type SymbolSet = WeakSet<WeakKey>;

/** As an element of {@link Shared.symbols}. */
export function weakly(symbol: symbol): WeakKey {
  return symbol as unknown as WeakKey;
}

/** The shared object of this thread. */
export const shared: Shared = share();
