/** Log calls. */
import { recordCall, recordNamed } from "../log.ts";
import type { RuntimeModule } from "../module.ts";
import { isTogether } from "../strand.ts";
import { session, replayer } from "./run.ts";
import { making } from "./functions.ts";

/** `log(name, value)` at a known place. */
export function log(owner: RuntimeModule | undefined, statement: number, ...args: readonly [name: unknown, value?: unknown, ...rest: unknown[]]): unknown {
  if (owner === undefined || making.on) return args[1];
  if (statement < 0) session.inputs.tellUnkept();
  recordNamed(session, owner, statement, { name: args[0], value: args[1] });
  if (statement < 0) inserted(`${owner.path}#${statement}`);
  return args[1];
}

/** The arguments of a `console` call at a known place; returned as they are. */
export function out<T extends readonly unknown[]>(owner: RuntimeModule | undefined, statement: number, args: T): T {
  if (owner === undefined || making.on) return args;
  if (statement < 0) session.inputs.tellUnkept();
  recordCall(session, owner, statement, args);
  if (statement < 0) inserted(`${owner.path}#${statement}`);
  return args;
}

const NOTHING: readonly unknown[] = [];

/** The arguments of the log call that is under way, where there are several. */
export const logged: { args: readonly unknown[] } = { args: NOTHING };

/** As {@link out}, for several arguments: the others are in {@link logged}. */
export function outs<T extends readonly unknown[]>(owner: RuntimeModule | undefined, statement: number, args: T): T {
  logged.args = args;
  return out(owner, statement, args);
}

/** The last argument of such a call, which is not held any longer. */
export function lastLogged(index: number): unknown {
  const value = logged.args[index];
  logged.args = NOTHING;
  return value;
}

const together = new Set<string>();

/** A statement that a replay has inserted was executed: `module#statement`. */
function inserted(statement: string): void {
  if (replayer === null) return;
  if (isTogether(session) && !together.has(statement)) {
    together.add(statement);
    session.json({ type: "together", statement });
  }
  replayer.executed(statement);
}

const thrown = new Set<string>();

/** An inserted statement threw: told once for each. */
export function threw(owner: RuntimeModule | undefined, id: number, error: unknown): void {
  if (owner === undefined) return;
  const statement = `${owner.path}#${id}`;
  inserted(statement);
  if (thrown.has(statement)) return;
  thrown.add(statement);
  session.json({ type: "threw", statement, error: shown(error) });
}

function shown(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "something that cannot be shown";
  }
}

/** A hole of a template that is logged; returned as it is. */
export function hole<T>(value: T): T {
  if (session.mode !== "off") session.holes.push(value);
  return value;
}
