/**
 * Scopes whose variables functions share: each activation has an object of its own, which those functions carry along.
 *
 * in                                 out
 * function f() {                     function f() {
 *                                      const e = hl.environment(hl_m, 0, undefined, (v) => v === undefined ? [n] : ([n] = v));
 *   let n = 0;                         let n = 0;
 *   return () => n++; }                return hl.share(() => n++, e, 7); }
 *
 * In a replay build it also makes functions of its scope anew, over these very variables; and what lies in no other environment can
 * be made anew itself:
 *
 *                                    hl.environment(..., () => ({ functions: { 7: function () { return hl.share(() => n++, ...); } }, environments: {} }))
 *                                    hl.factories(hl_m, { 7: "environment" }, { 0: function () { let n; const e = hl.environment(...); return e; } })
 */
import type ts from "typescript";
import { bodyOf, type Environment } from "../analyse/environments.ts";
import { isWithin } from "../analyse/nodes.ts";
import type { FileSites, LoopInfo } from "../analyse/sites.ts";
import type { Scope } from "../analyse/scope.ts";
import { eachReference, type Slot } from "../analyse/state.ts";
import { accessors } from "./closures.ts";
import type { Emitter } from "./emit.ts";
import { withBody } from "./strands.ts";

/** What the module's visitor lends to this construct. */
export interface EnvironmentHost {
  readonly emit: Emitter;
  readonly environments: ReadonlyMap<Scope, Environment>;
  /** Whether restores happen in this build. */
  readonly restores: boolean;
  /** Factories of the functions that an environment makes. */
  functionsOf(environment: Environment): ts.ObjectLiteralElementLike[];
}

/** `const e = hl.environment(...)`, first in the body of its scope. */
export function environmentStatement(host: EnvironmentHost, environment: Environment, made = false): ts.Statement {
  const { emit } = host;
  const parent = environment.parent === null ? emit.undefined() : emit.id(emit.environment(environment.parent.id));
  const [access] = accessors(emit, { slots: environment.slots, usesThis: false }, made);
  const parts = host.restores ? [emit.arrow([], emit.factory.createParenthesizedExpression(partsOf(host, environment)))] : [];
  return emit.adding(
    emit.constant(emit.environment(environment.id), emit.call("environment", emit.id(emit.module), emit.number(environment.id), parent, access!, ...parts)),
  );
}

function partsOf(host: EnvironmentHost, environment: Environment): ts.Expression {
  const { emit } = host;
  const { factory } = emit;
  const inner = [...host.environments.values()].filter((other) => other.parent === environment);
  return factory.createObjectLiteralExpression([
    factory.createPropertyAssignment("functions", factory.createObjectLiteralExpression(host.functionsOf(environment))),
    factory.createPropertyAssignment("environments", factory.createObjectLiteralExpression(inner.map((other) => environmentFactory(host, other)))),
  ]);
}

/** `0: function () { let n; const e = hl.environment(...); return e; }` */
export function environmentFactory(host: EnvironmentHost, environment: Environment): ts.ObjectLiteralElementLike {
  const { emit } = host;
  const { factory, ts: ts_ } = emit;
  const variables = environment.slots.map((slot) => factory.createVariableDeclaration(slot.reference!.text));
  const body = emit.block([
    factory.createVariableStatement(undefined, factory.createVariableDeclarationList(variables, ts_.NodeFlags.Let)),
    environmentStatement(host, environment, true),
    factory.createReturnStatement(emit.id(emit.environment(environment.id))),
  ]);
  return factory.createPropertyAssignment(
    emit.number(environment.id) as ts.NumericLiteral,
    factory.createFunctionExpression(undefined, undefined, undefined, undefined, [], undefined, body),
  );
}

/** The environments that a loop's state holds because the loop uses their variables, as slots. */
export function environmentSlots(ts_: typeof ts, sites: FileSites, environments: EnvironmentHost["environments"], { node }: LoopInfo): readonly Slot[] {
  if (environments.size === 0) return [];
  const found = new Set<Environment>();
  eachReference(ts_, sites, node, (_, binding) => {
    const environment = environments.get(binding.scope);
    if (environment === undefined || !environment.bindings.has(binding) || isWithin(environment.scope.node, node)) return;
    if (isWithin(node, bodyOf(ts_, environment.scope.node)!)) found.add(environment);
  });
  return [...found].map(({ id }) => ({ name: `%environment${id}`, reference: null, assignable: false, guarded: false, head: false }));
}

/** An arrow function whose body is an expression gets a block where environments begin with it. */
export function withEnvironments<T extends ts.FunctionLikeDeclaration>(host: EnvironmentHost, environments: readonly Environment[], visited: T): T {
  const { emit } = host;
  const { ts: ts_, factory } = emit;
  if (!ts_.isArrowFunction(visited) || ts_.isBlock(visited.body) || environments.length === 0) return visited;
  const result = emit.standingFor(visited.body, factory.createReturnStatement(visited.body));
  return withBody(emit, visited, emit.blockFor(visited.body, [...environments.map((environment) => environmentStatement(host, environment)), result]));
}
