/** Tagged templates as places: the strings that a tag is given belong to the place, whenever it is evaluated. */
import type ts from "typescript";
import { isInserted } from "./inserted.ts";
import { isTypeOnly } from "./scope.ts";
import type { FileSites } from "./sites.ts";

/** The tagged templates of a file with their numbers, in source order; by syntax alone, without those of inserted statements. */
export function findTemplates(ts_: typeof ts, sites: FileSites): ReadonlyMap<ts.Node, number> {
  const found = new Map<ts.Node, number>();
  const look = (node: ts.Node): void => {
    if (isTypeOnly(ts_, node) || isInserted(node, sites.inserted) || sites.sentAway.has(node)) return;
    if (ts_.isTaggedTemplateExpression(node)) found.set(node, found.size);
    ts_.forEachChild(node, look);
  };
  look(sites.file);
  return found;
}
