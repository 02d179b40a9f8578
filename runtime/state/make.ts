/** New objects, empty: what a restored state holds that is newer than the loop's entry. */
import { restoreAdapted } from "./adapters.ts";
import { makeBuffer, makeOverBuffer, type BufferData, type OverBuffer } from "./buffers.ts";
import { findMember, type MemberData } from "./class-members.ts";
import { ObjectRef, type DecodedState, type FunctionData, type ObjectData } from "./decode.ts";
import { remakeEnvironment, type EnvironmentData } from "./environments.ts";
import { makeGenerator, type GeneratorData } from "./generators.ts";
import { makeIterator, type IteratorData } from "./iterators.ts";
import { Kind } from "./kind.ts";
import { remake } from "./origins.ts";
import { makeWithPrivates } from "./privates.ts";
import { shared, type Environment, weakly } from "./shared.ts";
import { templateObject, type TemplateData } from "./templates.ts";
import { queryOf } from "./urls.ts";

/**
 * Makes every object that is not there yet. Constructors of the program's classes run while `shared.making.on`, up to their `super()`.
 * @param objects - those that are there, by number; filled up.
 * @param apart - reads what an adapter saved.
 * @throws Error where one of them cannot be made.
 */
export function makeObjects(state: DecodedState, objects: (object | symbol | undefined)[], apart: (bytes: Uint8Array) => unknown): void {
  const maker = new Maker(state, objects, apart);
  // An address brings its parameters along.
  state.objects.forEach((data, index) => {
    if (data.kind === Kind.address) maker.make(index);
  });
  state.objects.forEach((_, index) => maker.make(index));
}

const UNDER_WAY = Symbol("under way");

class Maker {
  readonly #state: DecodedState;
  readonly #objects: (object | symbol | undefined)[];
  readonly #apart: (bytes: Uint8Array) => unknown;

  constructor(state: DecodedState, objects: (object | symbol | undefined)[], apart: (bytes: Uint8Array) => unknown) {
    this.#state = state;
    this.#objects = objects;
    this.#apart = apart;
  }

  make(index: number): object | symbol {
    const present = this.#objects[index];
    if (present === UNDER_WAY) throw new Error("two new objects of the state each need the other to be made first");
    if (present !== undefined) return present;
    const data = this.#state.objects[index]!;
    this.#objects[index] = UNDER_WAY;
    const types = data.privates.filter((part) => !(part.type instanceof ObjectRef && part.type.index === index));
    const made =
      types.length === 0
        ? this.blank(data)
        : makeWithPrivates(
            types.map((part) => this.value(part.type) as object),
            () => this.blank(data) as object,
          );
    this.#objects[index] = made;
    if (data.kind === Kind.address) this.parameters(made as URL, data);
    return made;
  }

  private value(saved: unknown): unknown {
    return saved instanceof ObjectRef ? this.make(saved.index) : saved;
  }

  private parameters(address: URL, data: ObjectData): void {
    const [, query] = data.payload as [string, ObjectRef];
    if (this.#objects[query.index] !== undefined) throw new Error("an address made inside the loop shares its parameters with an older one");
    this.#objects[query.index] = queryOf(address);
  }

  private blank(data: ObjectData): object | symbol {
    switch (data.kind) {
      case Kind.symbol: {
        const [text, described] = data.payload as [string, boolean];
        const made = described ? Symbol(text) : Symbol();
        shared.symbols.add(weakly(made));
        return made;
      }
      case Kind.function:
        return this.fn(data);
      case Kind.proxy:
      case Kind.revoker:
      case Kind.bound:
        return remake(data, (saved) => this.value(saved));
      case Kind.template:
        return templateObject(data.payload as TemplateData);
      case Kind.member: {
        const saved = data.payload as MemberData;
        return findMember(saved, this.value(saved[0]) as object, (key) => this.value(key));
      }
      case Kind.environment: {
        const saved = data.payload as EnvironmentData;
        return remakeEnvironment(saved, this.value(saved[1]) as Environment | null);
      }
      case Kind.prototype:
        return (this.value(data.payload) as { prototype: object }).prototype;
      case Kind.typed:
      case Kind.view: {
        const over = data.payload as OverBuffer;
        return makeOverBuffer(over, this.value(over[1]) as ArrayBuffer);
      }
      case Kind.boxed:
        return Object(this.value(data.payload)) as object;
      case Kind.generator:
        return makeGenerator(data.payload as GeneratorData, (saved) => this.value(saved));
      case Kind.iterator: {
        const kept = data.payload as IteratorData;
        return makeIterator(kept, this.value(kept[2]));
      }
      case Kind.adapted:
        return restoreAdapted(this.value(data.prototype) as object, this.#apart(data.payload as Uint8Array), undefined);
      default:
        return bare(data);
    }
  }

  private fn(data: ObjectData): object {
    const { site, captured } = data.payload as FunctionData;
    const found = shared.closures.get(site);
    const held = captured.length - (found?.shares === true ? 1 : 0);
    const environment = found?.shares === true ? (this.value(captured.at(-1)) as Environment) : null;
    const factory = found?.factory === "environment" ? environment?.parts?.().functions[found.number] : found?.factory;
    if (found === undefined || factory == null) throw new Error(`functions of ${site} cannot be made in this process`);
    const usesThis = held > found.names.length;
    // A class extends what it is given.
    const base = factory.length > 0 ? [this.value(data.prototype)] : [];
    return factory.call(usesThis ? this.value(captured[held - 1]) : undefined, ...base) as object;
  }
}

function bare(data: ObjectData): object {
  switch (data.kind) {
    case Kind.array:
    case Kind.numbers:
    case Kind.items:
      return [];
    case Kind.map:
      return new Map();
    case Kind.set:
      return new Set();
    case Kind.weakMap:
      return new WeakMap();
    case Kind.weakSet:
      return new WeakSet();
    case Kind.date:
      return new Date(data.payload as number);
    case Kind.regexp:
      return new RegExp(...(data.payload as [string, string]));
    case Kind.buffer:
      return makeBuffer(data.payload as BufferData);
    case Kind.sharedBuffer:
      return new SharedArrayBuffer((data.payload as [Uint8Array, number])[0].length);
    case Kind.chunk:
      return slice((data.payload as Uint8Array).length);
    case Kind.address:
      return new URL((data.payload as [string, unknown])[0]);
    case Kind.query:
      return new URLSearchParams();
    case Kind.arguments:
      return strictArguments();
    case Kind.error: {
      const error = new Error();
      for (const key of Reflect.ownKeys(error)) if (key !== "stack") Reflect.deleteProperty(error, key);
      return error;
    }
    default:
      return {};
  }
}

/** A part of a pool: Node's own where it makes one of this length. */
function slice(length: number): Buffer {
  return length > 0 && length < Buffer.poolSize / 2 ? Buffer.allocUnsafe(length) : Buffer.alloc(Buffer.poolSize).subarray(0, length);
}

function strictArguments(): object {
  return arguments;
}
