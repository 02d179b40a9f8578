/**
 * `import { log, arg, loop, iteration, checkpoint, effect } from "hindlog"`.
 *
 * In instrumented code the transformer gives `log` its place and `loop` its iterations; without it they still work, in the
 * context that is current.
 */
import { Frame, NEVER, type Context } from "./context/frame.ts";
import { recordNamed } from "./log.ts";
import { RuntimeModule, type RuntimeSite } from "./module.ts";
import { session as currentSession } from "./session.ts";
import { addAdapter } from "./state/adapters.ts";
import type { StateAdapter } from "./state/state-adapter.ts";

const session = currentSession();

/**
 * Records a value under a name.
 * @returns the value, so that a call can stand around an expression.
 */
export function log<T>(name: string, value: T): T {
  if (session.mode !== "off") recordNamed(session, direct(), 0, { name, value });
  return value;
}

/**
 * A parameter of the run: its default, or what `--arg name=value` (or the `HINDLOG_ARGS` environment variable, a JSON object of texts) says; a replay gets what the past run got.
 * @param fallback - the default; its type (number, boolean or string) is the type of the result.
 * @throws TypeError where the given text is not of that type.
 */
export function arg<T extends string | number | boolean>(name: string, fallback: T): T extends number ? number : T extends boolean ? boolean : string {
  const text = session.plan === null ? givenArgs()[name] : session.plan.given[name];
  const isFirst = !firstDefaults.has(name);
  if (isFirst) firstDefaults.set(name, fallback);
  const value = text === undefined ? defaultOf(name, fallback) : given(name, text, fallback);
  if (isFirst) session.json({ type: "arg", name, value: inJson(value), source: text === undefined ? "default" : "given" });
  return value as never;
}

/** By name: the default of the first call. */
const firstDefaults = new Map<string, string | number | boolean>();

/** A default may be made of what is around a program (its folder, its machine), so a replay gets that of the past run; other calls may have other defaults. */
function defaultOf(name: string, fallback: string | number | boolean): string | number | boolean {
  const past = session.plan?.args[name];
  return typeof past === typeof fallback && Object.is(firstDefaults.get(name), fallback) ? past! : fallback;
}

/** What JSON lacks as text. */
function inJson(value: string | number | boolean): string | number | boolean {
  return typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0)) ? value : Object.is(value, -0) ? "-0" : String(value);
}

function givenArgs(): Record<string, string> {
  return JSON.parse(process.env["HINDLOG_ARGS"] ?? "{}") as Record<string, string>;
}

function given(name: string, text: string, fallback: string | number | boolean): string | number | boolean {
  if (typeof fallback === "string") return text;
  if (typeof fallback === "boolean") {
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    throw new TypeError(`Expected true or false for argument ${name}, got "${text}". Write --arg ${name}=true or --arg ${name}=false.`);
  }
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number))
    throw new TypeError(`Expected a number for argument ${name}, got "${text}". Write for example --arg ${name}=${fallback}.`);
  return number;
}

/**
 * Makes the iterations of a for-of loop known under a name. Instrumented code takes the name from here; elsewhere this
 * gives the records in the loop's body their context.
 */
export function* loop<T>(name: string, iterable: Iterable<T>): Generator<T, void, undefined> {
  if (session.mode === "off") return yield* iterable;
  const around = session.current;
  const frame = Frame.enter(apiLoop(name), session.recording(), NEVER);
  try {
    for (const item of iterable) {
      frame.k++;
      frame.v = item;
      session.current = frame;
      yield item;
    }
  } finally {
    session.current = around;
  }
}

/**
 * Runs `fn` as one iteration of a loop that has no statement: the body of a callback that a library calls again and again.
 * Records in it lie in iteration `index` of `name`. Such a loop has no checkpoints.
 * @param index - 0-based. One that is not larger than the last begins the loop anew; what is no index counts on.
 * @returns what `fn` returns.
 */
export function iteration<T>(name: string, index: number, fn: () => T): T {
  if (session.mode === "off") return fn();
  const around = session.current;
  const parent = session.recording();
  const isIndex = Number.isSafeInteger(index) && index >= 0;
  const frame = activationOf(name, parent, isIndex ? index : null);
  frame.k = isIndex ? index : frame.k + 1;
  frame.v = frame.k;
  session.current = frame;
  try {
    return fn();
  } finally {
    session.current = around;
  }
}

const activations = new Map<string, { readonly frame: Frame; readonly parent: Context; readonly parentIteration: number }>();

/** The activation that goes on with this index: the last one of that name, while what is around it is the same. */
function activationOf(name: string, parent: Context, index: number | null): Frame {
  const parentIteration = parent.isFrame ? parent.iteration : -1;
  const last = activations.get(name);
  if (last !== undefined && last.parent === parent && last.parentIteration === parentIteration && (index === null || index > last.frame.k)) return last.frame;
  const frame = Frame.enter(apiLoop(name), parent, NEVER);
  activations.set(name, { frame, parent, parentIteration });
  return frame;
}

/**
 * Names objects that belong to the state of every loop from now on, for what the transformer cannot see (an object held by a dependency).
 * @returns the same objects.
 */
export function checkpoint<T extends Record<string, object>>(objects: T): T {
  for (const [name, value] of Object.entries(objects)) session.named.set(name, value);
  return objects;
}

/**
 * Work outside of the program whose outcome a replay needs and cannot have again: a question to a server, a query, another process. A run keeps what `work` gives or throws; a replay
 * gives the same and does not call `work`. So let it only ask and give: what it changes of the program is missing in a replay, which says so.
 *
 * Kept is what a structured clone keeps (plain objects and arrays, texts, numbers, dates, Maps, Sets, bytes) and errors of the language's own classes; of all else a run
 * notes that it could not be kept.
 * @param name - for messages; a replay that asks for other names than the run did is not used.
 * @returns what `work` gives; a promise of the same where it gives a promise.
 */
export function effect<T>(name: string, work: () => T): T {
  return session.effects.run(name, work);
}

/**
 * Says how instances of a class are saved and restored, where the state of a loop reaches some and their contents cannot be seen
 * from outside: native memory, tables of a library. Call it before the loop, once for each class; subclasses are included.
 *
 * `save` gives plain data that makes up the instance (numbers, texts, arrays, typed arrays, Maps, plain objects), copied: nothing
 * that the program itself holds. `restore` puts such data into the instance it is given and returns it, or makes one where it is given undefined.
 * @throws TypeError where `type` is not a class.
 */
export function registerState<T extends object, S>(type: abstract new (...args: never[]) => T, adapter: StateAdapter<T, S>): void {
  addAdapter(type, adapter as unknown as StateAdapter);
}

let directModule: RuntimeModule | null = null;

/** The module that stands for code which is not instrumented. */
function direct(): RuntimeModule {
  directModule ??= addModule("(not instrumented)", null);
  return directModule;
}

const loops = new Map<string, RuntimeSite>();

function apiLoop(name: string): RuntimeSite {
  const known = loops.get(name) ?? addModule(`(loop)/${name}`, name).sites[0]!;
  loops.set(name, known);
  return known;
}

function addModule(path: string, loopName: string | null): RuntimeModule {
  const place = { start: 0, end: 0, line: 0, fn: "" };
  const loopSites =
    loopName === null ? [] : [{ ...place, id: 0, name: loopName, kind: "for-of", parent: null, checkpointable: false, reason: "not instrumented" } as const];
  const logs = loopName === null ? [{ ...place, id: 0, callee: "log", names: [null], expressions: [""], loop: null }] : [];
  const descriptor = { source: path, format: "esm", door: "register", hash: "", text: "", loops: loopSites, logs, options: {} } as const;
  const none = { names: [], fixed: [] };
  const made = new RuntimeModule(session.modules.length, path, {
    descriptor,
    details: { slots: loopSites.map(() => ({ start: none, exit: none })), parts: {} },
    bindings: [],
    quiet: session.quiet,
    isEntry: false,
  });
  session.modules.push(made);
  session.json({ type: "module", module: made.index, path, file: path, descriptor });
  return made;
}
