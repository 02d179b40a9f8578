/**
 * What a name with a property, `entity.friendly_name`, is called in the older text, where that text never reads this property of that name.
 *
 * A class that became functions (`this.rate` was `rate`), a value that was wrapped (`device` was `resolved.device`), a property that was renamed for one kind of object only:
 * what counts is the expression that stood where the newest text has the same path elsewhere.
 */
import type ts from "typescript";
import type { References } from "./references.ts";
import { nameFate, propertyFate } from "./rename.ts";
import { substituteForPath, type Substitute } from "./substitute.ts";
import { identifierAt, occurrences, type NameContext } from "./votes.ts";

const DEFINITIONS: ReadonlySet<string> = new Set(["import", "function", "class", "type"]);

/** `NAME.PROPERTY` or `this.PROPERTY` for such an expression, undefined for others. */
export function pathKey(compiler: typeof ts, node: ts.Node): string | undefined {
  if (!compiler.isPropertyAccessExpression(node)) return undefined;
  if (node.expression.kind === compiler.SyntaxKind.ThisKeyword) return `this.${node.name.text}`;
  return compiler.isIdentifier(node.expression) ? `${node.expression.text}.${node.name.text}` : undefined;
}

/** For paths of a statement what stands for them; those that keep their words, or are renamed word by word, are left out. */
export function pathSubstitutes(context: NameContext, references: References, ownThis: boolean): Map<string, Substitute> {
  const out = new Map<string, Substitute>();
  for (const use of references.properties) {
    const key = pathKey(context.compiler, use.node.parent);
    if (key === undefined || out.has(key)) continue;
    const root = key.slice(0, key.indexOf("."));
    const free = references.free.find((one) => one.name === root);
    if (!use.onThis && (!free?.binding || DEFINITIONS.has(free.binding.kind))) continue;
    const there = use.onThis ? (ownThis ? "this" : undefined) : nameThere(context, free!);
    const fate = propertyFate(context, use);
    const property = fate?.kind === "renamed" ? fate.to : use.name;
    if (there !== undefined && (fate?.kind === "renamed" || readsThere(context, there, property))) continue;
    const stand = substituteForPath(context, root, use.name);
    if (stand && stand.text !== `${there}.${property}`) out.set(key, stand);
  }
  return out;
}

function nameThere(context: NameContext, free: References["free"][number]): string | undefined {
  const fate = nameFate(context, free);
  return fate.kind === "unbound" ? undefined : fate.kind === "renamed" ? fate.to : free.name;
}

/** Whether the older text reads the property of what the name means at the place. */
function readsThere(context: NameContext, name: string, property: string): boolean {
  const { older, vocabulary } = context.comparison;
  const ids = context.comparison.olderNames;
  const here = context.olderScopes.resolve(name, context.place)?.node;
  return occurrences(ids, context, property).some((index) => {
    const dot = vocabulary.texts[ids[index - 1] ?? -1];
    if ((dot !== "." && dot !== "?.") || vocabulary.texts[ids[index - 2] ?? -1] !== name) return false;
    if (name === "this") return true;
    const node = identifierAt(context.compiler, older.file, older.tokens.pos[index - 2]!);
    return node !== undefined && context.olderScopes.resolve(name, node.parent)?.node === here;
  });
}
