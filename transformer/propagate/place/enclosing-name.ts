/** The name of the function around a list. */
import type { StatementList } from "../text/tree.ts";

/** The name of the nearest named function, itself included, without what is before its last dot; "" where there is none. */
export function enclosingName(list: StatementList): string {
  for (let at: StatementList | undefined = list.frame; at; at = at.parent?.frame) if (at.name !== "") return at.name.slice(at.name.lastIndexOf(".") + 1);
  return "";
}
