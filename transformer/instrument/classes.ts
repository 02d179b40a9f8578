/**
 * What hindlog adds to a class: the ways to its private members, its generators and what makes its functions anew, first among its members.
 *
 * in                         out
 * class A { #n = 0; }        class A { static { hl.privates(...); } #n = 0; }
 * class A { static { f(); } }  class A { static { hl.declares(hl_m, this); } static { f(); } }
 * export default class {}    export default class { static { hl_d = this; } }
 */
import type ts from "typescript";
import { runsCode } from "../analyse/classes.ts";
import type { ClosureInfo } from "../analyse/closures.ts";
import { tagged } from "./closures.ts";
import { keepingClass } from "./default-export.ts";
import { factories, type FactoryHost } from "./factories.ts";
import type { Output } from "./given-names.ts";
import { generatorFunctions, type GeneratorHost } from "./generator-functions.ts";
import { guardConstructor, hasPrivates, privatesBlock, withMembers } from "./privates.ts";

/** What the module's visitor lends to this construct. */
export interface ClassHost extends GeneratorHost, FactoryHost {
  readonly closures: ReadonlyMap<ts.Node, ClosureInfo>;
  /** Whether restores happen in this build. */
  readonly restores: boolean;
  readonly output: Output;
  /** The variable that holds a class which is exported under no name; null for others. */
  variableOf(node: ts.ClassLikeDeclaration): string | null;
}

/** A class with what is added to it. @param children - the class with its members visited */
export function instrumentClass(host: ClassHost, node: ts.ClassLikeDeclaration, children: ts.ClassLikeDeclaration): ts.ClassLikeDeclaration {
  const { emit, restores } = host;
  const ts_ = emit.ts;
  const made = [...generatorFunctions(host, node), ...factories(host, node)].map((statement) => staticBlock(host, statement));
  const hasHidden = hasPrivates(ts_, node);
  const visited = hasHidden && restores ? guardConstructor(emit, children) : children;
  const { lowersAccessors } = host.output;
  const kept = host.variableOf(node);
  const first = kept === null ? [] : [keepingClass(emit, kept)];
  const blocks = [...first, ...early(host, node), ...(hasHidden ? [privatesBlock(emit, node, { guarded: restores, lowersAccessors })] : []), ...made];
  return blocks.length > 0 ? withMembers(emit, visited, [...blocks, ...visited.members]) : visited;
}

/** A class that runs code while it is defined is known to that code: `static { hl.declares(hl_m, this); }`. */
function early(host: ClassHost, node: ts.ClassLikeDeclaration): ts.ClassElement[] {
  const { emit, closures } = host;
  if (!runsCode(emit.ts, node)) return [];
  const self = emit.factory.createThis();
  const closure = closures.get(node);
  const known = closure === undefined ? emit.call("declares", emit.id(emit.module), self) : tagged(emit, closure, self);
  return [staticBlock(host, emit.statement(known))];
}

function staticBlock({ emit }: ClassHost, statement: ts.Statement): ts.ClassStaticBlockDeclaration {
  return emit.factory.createClassStaticBlockDeclaration(emit.block([statement]));
}
