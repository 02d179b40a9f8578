/** Which members of Node's own objects the text of a module may set: `process.title = ...`, `EventEmitter.defaultMaxListeners = ...`. */
import { isBuiltin } from "node:module";
import type ts from "typescript";
import { isChanged, isHandedToChanger, memberName, memberOf } from "./built-ins.ts";
import { outermost } from "./nodes.ts";
import { isReference } from "./references.ts";
import { isTypeOnly, type Scopes } from "./scope.ts";

/** State in another way (runtime/state/surroundings.ts), or something happens when they are asked for. */
const ELSEWHERE = /^process:(?:env|argv|stdin)\b|^process:#(?:env|exitCode)$/;

/** Their places, as runtime/state/node-members.ts has them, each once. */
export function nodeMembers(ts_: typeof ts, file: ts.SourceFile, scopes: Scopes): readonly string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(ts_, node)) return;
    const object = ts_.isIdentifier(node) ? nodeObject(ts_, node, scopes) : null;
    if (object !== null) for (const place of placesOf(ts_, node, object)) if (!ELSEWHERE.test(place)) found.add(place);
    ts_.forEachChild(node, visit);
  };
  visit(file);
  return [...found];
}

interface NodeObject {
  readonly module: string;
  readonly path: readonly string[];
}

/** What an identifier stands for of Node's modules. */
function nodeObject(ts_: typeof ts, node: ts.Identifier, { references }: Scopes): NodeObject | null {
  const binding = references.get(node);
  if (binding === undefined) return node.text === "process" && isReference(ts_, node) ? { module: "process", path: [] } : null;
  const { imported } = binding;
  if (imported === null || !isBuiltin(imported.module)) return null;
  const isWhole = imported.name === "*" || imported.name === "default";
  return { module: imported.module.replace(/^node:/, ""), path: isWhole ? [] : [imported.name] };
}

/** What is set of an object, and of the objects that its members lead to. */
function placesOf(ts_: typeof ts, first: ts.Node, { module, path }: NodeObject): string[] {
  const found: string[] = [];
  const steps = [...path];
  for (let use = outermost(ts_, first); ;) {
    if (isHandedToChanger(ts_, use)) found.push(`${module}:${steps.join(".")}#*`);
    const member = memberOf(ts_, use);
    if (member === null) return found;
    const name = memberName(ts_, member);
    if (isChanged(ts_, member)) found.push(`${module}:${steps.join(".")}#${name ?? "*"}`);
    if (name === null) return found;
    steps.push(name);
    use = outermost(ts_, member);
  }
}
