/** Whether what carried statements declare can be declared in the older text: the name is free there, and known where it is used. */
import type ts from "typescript";
import type { PlaceContext } from "../place/place-context.ts";
import type { Placed } from "../edit/assemble.ts";
import { declaredBy, isReference } from "./references.ts";
import type { StatementList } from "../text/tree.ts";
import { lineAt } from "../words.ts";

/** Says in one line why a declaration cannot stand there; undefined where all can. */
export function clashOfDeclarations(context: PlaceContext, placed: readonly Placed[]): { name: string; reason: string } | undefined {
  const { compiler, olderScopes } = context;
  for (const one of placed) {
    for (const statement of one.group.statements) {
      for (const name of declaredBy(compiler, statement)) {
        const { list } = one.place;
        const there = olderScopes.resolve(name, list.bare ? list.node.parent : list.node);
        if (there)
          return {
            name,
            reason: `the statement needs its own ${name}, but there ${name} is another ${there.kind} already (line ${lineOf(context, there.node.pos + 1)})`,
          };
        const use = strangeUse(context, name, list);
        if (use >= 0) return { name, reason: `the statement needs its own ${name}, but line ${lineOf(context, use)} there uses another ${name}` };
        const lost = placed.find((other) => usesName(other, name) && !isKnownAt(one, other, compiler.isFunctionDeclaration(statement)));
        if (lost) return { name, reason: `${name}, which the statement needs, would not be declared yet where the statement stands there` };
      }
    }
  }
  return undefined;
}

function usesName({ group }: Placed, name: string): boolean {
  return group.references.free.some((free) => free.name === name);
}

/** Whether what is declared in one place is there in another: in the same list or around it, and before it. */
function isKnownAt(declared: Placed, used: Placed, isHoisted: boolean): boolean {
  let index = used.place.index;
  for (let at: StatementList | undefined = used.place.list; at; at = at.parent) {
    if (at === declared.place.list) {
      const before = declared.place.index < index || (declared.place.index === index && declared.group.statements[0]!.pos < used.group.statements[0]!.pos);
      return isHoisted || before || (declared.place.index === index && at !== used.place.list);
    }
    index = at.slot;
  }
  return false;
}

/** Offset of a use of the name in a list that means a global there; -1 where there is none. */
function strangeUse({ compiler, olderScopes, comparison }: PlaceContext, name: string, list: StatementList): number {
  let found = -1;
  const visit = (node: ts.Node): void => {
    if (found >= 0) return;
    if (compiler.isIdentifier(node) && node.text === name && isReference(compiler, node) && !olderScopes.resolve(name, node.parent))
      found = node.getStart(comparison.older.file);
    else compiler.forEachChild(node, visit);
  };
  visit(list.node);
  return found;
}

function lineOf({ comparison }: PlaceContext, offset: number): number {
  return lineAt(comparison.older.file, offset);
}
