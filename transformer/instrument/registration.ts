/**
 * The registration of a module: what the runtime has to know of it, and the ways to its variables.
 *
 * in            out
 * (a module)    import * as hl from "hindlog/runtime";
 *               var hl_m = hl.module(<descriptor>, <slots and parts>, import.meta.url, [["total", () => total, (v) => { total = v; }], ...]);
 *               var hl_s2 = hl.site(hl_m, 3);
 *               ...the module
 */
import type ts from "typescript";
import { changedBuiltIns } from "../analyse/built-ins.ts";
import { nodeMembers } from "../analyse/node-members.ts";
import { takesBuffers } from "../analyse/whole-buffers.ts";
import type { ModuleDescriptor } from "../../runtime/format/site.ts";
import type { ClosureInfo } from "../analyse/closures.ts";
import { mayBeLeftOut } from "../analyse/quiet.ts";
import type { FileSites } from "../analyse/sites.ts";
import { hasModuleSyntax } from "../analyse/nodes.ts";
import type { Binding } from "../analyse/scope.ts";
import { moduleBindings, moduleImports } from "../analyse/state.ts";
import type { Emitter } from "./emit.ts";
import type { EnvironmentHost } from "./environments.ts";
import { generatorDetails, type GeneratorHost } from "./generator-functions.ts";
import { slotLists } from "./boundaries.ts";
import type { Exported } from "./default-export.ts";

/** What the module's visitor lends to this construct. */
export interface RegistrationHost extends GeneratorHost {
  readonly environments: EnvironmentHost["environments"];
  readonly closures: ReadonlyMap<ts.Node, ClosureInfo>;
  /** `ModuleDescriptor.numbering` */
  readonly numbering: string;
}

/** The module as a whole. */
export interface Registered {
  readonly descriptor: ModuleDescriptor;
  /** What the module imports the runtime by, usually `hindlog/runtime`. */
  readonly runtimeSpecifier: string;
  /** What is exported as default under no name; null where there is no such thing. */
  readonly exported: Exported | null;
}

/** `import * as hl from "hindlog/runtime";` */
export function runtimeImport(emit: Emitter, { descriptor, runtimeSpecifier }: Registered): ts.Statement {
  const { factory } = emit;
  const specifier = emit.text(runtimeSpecifier);
  if (descriptor.format === "cjs") return emit.constant(emit.runtime, factory.createCallExpression(emit.id("require"), undefined, [specifier]));
  const clause = factory.createImportClause(undefined, undefined, factory.createNamespaceImport(emit.id(emit.runtime)));
  return factory.createImportDeclaration(undefined, clause, specifier);
}

/** `var hl_m = hl.module(...);` */
export function registration(host: RegistrationHost, registered: Registered): ts.Statement {
  const { emit, sites } = host;
  const imports = moduleImports(sites).map(({ binding, reference }) => importAccess(emit, binding, reference));
  const bindings = [...moduleBindings(sites).map((binding) => bindingAccess(emit, binding)), ...exportAccess(host, registered), ...imports];
  const call = emit.call(
    "module",
    emit.text(JSON.stringify({ ...registered.descriptor, numbering: host.numbering })),
    emit.text(JSON.stringify(details(host))),
    where(emit, registered),
    emit.array(bindings),
  );
  return emit.constant(emit.module, call, emit.ts.NodeFlags.None);
}

/** `var hl_s2 = hl.site(hl_m, 3);` of the loops that have a plain copy: code that is entered often asks these first. */
export function knownSites({ emit }: Pick<RegistrationHost, "emit">): ts.Statement[] {
  return emit.sites().map(([id, name]) => emit.constant(name, emit.call("site", emit.id(emit.module), emit.number(id)), emit.ts.NodeFlags.None));
}

/** `ModuleDetails` of runtime/module.ts. */
function details(host: RegistrationHost): unknown {
  const { emit, sites } = host;
  const logs = [...sites.logs.values()];
  const loops = [...sites.loops.values()];
  const builtIns = changedBuiltIns(emit.ts, sites.file, sites.scopes);
  const ofNode = nodeMembers(emit.ts, sites.file, sites.scopes);
  return {
    slots: loops.map((loop) => slotLists(emit.ts, host, loop)),
    uncounted: loops.filter((loop) => loop.alone || !host.isFollowed(loop.node)).map((loop) => loop.site.id),
    followed: loops.filter((loop) => !loop.alone && loop.site.checkpointable && !mayBeLeftOut(emit.ts, sites, loop)).map((loop) => loop.site.id),
    parts: Object.fromEntries(logs.map((log) => [log.site.id, log.call.parts])),
    outer: Object.fromEntries(logs.flatMap((log) => outerLoop(emit.ts, sites, log.node))),
    closures: [...host.closures.values()].map((closure) => [
      closure.slots.map((slot) => slot.name),
      closure.why ?? 0,
      ...(closure.environment === null ? [] : [1]),
    ]),
    generators: [...host.generators.values()].map((generator) => generatorDetails(host, generator)),
    environments: [...host.environments.values()].map((environment) => environment.slots.map((slot) => slot.name)),
    ...(builtIns.length === 0 ? {} : { builtIns }),
    ...(ofNode.length === 0 ? {} : { nodeMembers: ofNode }),
    ...(takesBuffers(emit.ts, sites.file) ? { takesBuffers: true } : {}),
  };
}

/** `[[statement, loop]]` where a loop encloses a log call across functions (a callback in a loop); [] otherwise. */
function outerLoop(ts_: typeof ts, sites: FileSites, call: ts.Node): [number, number][] {
  const loop = ts_.findAncestor(call, (ancestor) => sites.loops.get(ancestor)?.site.checkpointable === true);
  return loop === undefined ? [] : [[sites.logs.get(call)!.site.id, sites.loops.get(loop)!.site.id]];
}

/** Where the module runs from; in a bundle its runtime finds out itself. */
function where(emit: Emitter, { descriptor: { door, format } }: Registered): ts.Expression {
  if (door === "bundler") return emit.undefined();
  if (format === "cjs") return emit.id("__filename");
  return emit.member(emit.factory.createMetaProperty(emit.ts.SyntaxKind.ImportKeyword, emit.id("meta")), "url");
}

/** `["total", () => total, (v) => { total = v; }]`; a declared function or class is marked (3: a function whose name is assigned): it captures nothing but the module. */
function bindingAccess(emit: Emitter, binding: Binding): ts.Expression {
  const read = emit.arrow([], emit.like(binding.declaration));
  const declared = (binding.kind === "function" || binding.kind === "class") && !binding.assigned;
  if (declared) return declaredAccess(emit, binding.name, read);
  if (binding.kind === "const" || binding.kind === "class" || binding.kind === "namespace") return emit.array([emit.text(binding.name), read]);
  const value = emit.fresh("hl_v");
  const write = emit.arrow([value], emit.block([emit.statement(emit.assign(emit.like(binding.declaration), emit.id(value)))]));
  return emit.array([emit.text(binding.name), read, write, ...(binding.kind === "function" ? [emit.number(3)] : [])]);
}

function declaredAccess(emit: Emitter, name: string, read: ts.Expression): ts.Expression {
  return emit.array([emit.text(name), read, emit.factory.createNull(), emit.number(1)]);
}

/** What is exported under no name of the module: `module.exports` of plain CommonJS, whose state often lies in closures alone, `export default EXPRESSION`, and classes. */
function exportAccess({ emit, sites }: RegistrationHost, { descriptor, exported }: Registered): ts.Expression[] {
  const named = (name: string, value: ts.Expression): ts.Expression => emit.array([emit.text(name), emit.arrow([], value)]);
  if (exported?.isClass === true) return [declaredAccess(emit, "default", emit.arrow([], emit.id(exported.variable)))];
  if (exported !== null) return [named("default", emit.id(exported.variable))];
  const isPlain = descriptor.format === "cjs" && !hasModuleSyntax(sites.file) && !sites.scopes.module.bindings.has("module");
  return isPlain ? [named("module.exports", emit.member(emit.id("module"), "exports"))] : [];
}

/** `["Matrix", () => Matrix, null, 2]`: known by identity, not walked. Data that no module holds (`import config from "./config.json"`) is state as a variable is. */
function importAccess(emit: Emitter, binding: Binding, reference: ts.Identifier): ts.Expression {
  const access = [emit.text(binding.name), emit.arrow([], emit.like(reference))];
  const isData = binding.imported?.module.endsWith(".json") === true;
  return emit.array(isData ? access : [...access, emit.factory.createNull(), emit.number(2)]);
}
