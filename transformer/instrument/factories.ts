/** What makes functions and environments anew in a restore, beside the class whose private names they use or at the top of the module. */
import type ts from "typescript";
import type { ClosureInfo } from "../analyse/closures.ts";
import type { Emitter } from "./emit.ts";
import { environmentFactory, type EnvironmentHost } from "./environments.ts";

/** What knows the functions and environments of a module. */
export interface FactoryHost extends EnvironmentHost {
  readonly emit: Emitter;
  /** Whether restores happen in this build. */
  readonly restores: boolean;
  makeable(wanted: (closure: ClosureInfo) => boolean): ClosureInfo[];
  functionFactory(closure: ClosureInfo): ts.ObjectLiteralElementLike;
}

/** `hl.factories(...)` for what uses private names of `around` (null: of no class). */
export function factories(host: FactoryHost, around: ts.Node | null): ts.Statement[] {
  if (!host.restores) return [];
  const { emit } = host;
  const { factory } = emit;
  const functions = host
    .makeable((closure) => closure.host === around)
    .map((closure) =>
      closure.environment === null
        ? host.functionFactory(closure)
        : factory.createPropertyAssignment(emit.number(closure.id) as ts.NumericLiteral, emit.text("environment")),
    );
  const environments = [...host.environments.values()]
    .filter((environment) => environment.host === around)
    .map((environment) =>
      environment.parent === null
        ? environmentFactory(host, environment)
        : factory.createPropertyAssignment(emit.number(environment.id) as ts.NumericLiteral, emit.text("parent")),
    );
  if (functions.length === 0 && environments.length === 0) return [];
  const [made, shared] = [functions, environments].map((entries) => factory.createObjectLiteralExpression(entries, true));
  return [emit.statement(emit.call("factories", emit.id(emit.module), made!, shared!))];
}
