/**
 * What stands in the older text where the newest one uses a variable that does not exist there.
 *
 * ```
 * newest: publish(friendlyName, "");          older: publish(entity.name, "");
 * carried: log(friendlyName)                  ->     log(entity.name)
 * ```
 * Only paths (`entity.name`, `fields[0]`, `this.rate`) are taken: they can be read twice.
 */
import type ts from "typescript";
import { isAssignment, isCounting, isWrapping } from "../../analyse/nodes.ts";
import type { FreeName } from "./references.ts";
import { nameFate } from "./rename.ts";
import { occurrences, type NameContext } from "./votes.ts";
import type { Binding, BindingKind } from "./scope.ts";
import { thisOwner } from "./this-owner.ts";

/** An expression of the older text that a name stands for. */
export interface Substitute {
  readonly text: string;
  /** What the expression starts from; undefined for `this` and for globals. */
  readonly root: Binding | undefined;
  /** How often it stands there. */
  readonly votes: number;
  /** Whether what it starts from is assigned around the place: what stands elsewhere may be the value of another moment. */
  readonly changes: boolean;
}

const VARIABLES: ReadonlySet<BindingKind> = new Set<BindingKind>(["param", "var", "let", "const", "catch"]);
/** Longer expressions are not taken, in tokens. */
const MAX_LENGTH = 9;

/** Finds what stands for a variable. */
export function substituteForName(context: NameContext, free: FreeName): Substitute | undefined {
  if (!free.binding || !VARIABLES.has(free.binding.kind)) return undefined;
  const { tokens } = context.comparison.newer;
  const uses = occurrences(tokens.ids, context, free.name).filter((index) => !isProperty(context, index));
  const stand = substituteFor(
    context,
    uses.map((index) => [index, index + 1]),
  );
  return stand ?? definitionOf(context, free.binding);
}

/** The path that a `const` of the newest text is short for, where the older text reads that very path. */
function definitionOf(context: NameContext, binding: Binding): Substitute | undefined {
  const { compiler } = context;
  const made = binding.kind === "const" && compiler.isVariableDeclaration(binding.node.parent) ? binding.node.parent.initializer : undefined;
  if (!made || !isPath(compiler, made) || !context.comparison.older.text.includes(made.getText())) return undefined;
  const root = rootOf(compiler, made);
  if (!root) return undefined;
  const fate = nameFate(context, { name: root.text, nodes: [root], binding: context.newerScopes.resolve(root.text, root.parent), typeOnly: false });
  return fate.kind === "kept" ? { text: made.getText(), root: fate.binding, votes: 1, changes: isAssigned(context, root.text) } : undefined;
}

/** Finds what stands for `ROOT.NAME`, where `ROOT` may be `this`. */
export function substituteForPath(context: NameContext, root: string, name: string): Substitute | undefined {
  const { texts } = context.comparison.vocabulary;
  const { ids } = context.comparison.newer.tokens;
  const uses = occurrences(ids, context, name).filter(
    (index) => isProperty(context, index) && texts[ids[index - 2] ?? -1] === root && !isProperty(context, index - 2),
  );
  return substituteFor(
    context,
    uses.map((index) => [index - 2, index + 1]),
  );
}

function isProperty(context: NameContext, index: number): boolean {
  const before = context.comparison.vocabulary.texts[context.comparison.newer.tokens.ids[index - 1] ?? -1];
  return before === "." || before === "?.";
}

/**
 * Finds the expression that stands in the older text where the newest one has the tokens `from` to `to`.
 *
 * @param uses Token indexes of the uses of one name, each with its first token and the one behind its last.
 */
function substituteFor(context: NameContext, uses: readonly (readonly [number, number])[]): Substitute | undefined {
  const found = new Map<string, { text: string; root: Binding | undefined; votes: number; changes: boolean }>();
  let total = 0;
  for (const use of uses) {
    const seen = new Set<string>();
    for (const map of context.maps) {
      const span = between(map, use);
      const expression = span && pathAt(context, span);
      if (!expression) continue;
      const text = expression.getText();
      if (seen.has(text)) continue;
      seen.add(text);
      const root = rootOf(context.compiler, expression);
      const binding = root && context.olderScopes.resolve(root.text, root.parent);
      const here = root && context.olderScopes.resolve(root.text, context.place);
      if (binding?.node !== here?.node && !(binding && here && madeAlike(context.compiler, binding, here))) continue;
      if (!root && thisOwner(context.compiler, expression).node !== thisOwner(context.compiler, context.place).node) continue;
      total += binding?.node === here?.node ? 1 : 0.5;
      const vote = found.get(text) ?? { text, root: here, votes: 0, changes: root !== undefined && isAssigned(context, root.text) };
      vote.votes += binding?.node === here?.node ? 1 : 0.5;
      found.set(text, vote);
    }
  }
  const best = [...found.values()].sort((x, y) => y.votes - x.votes)[0];
  return best && best.votes >= 0.6 * total ? best : undefined;
}

/** Whether a variable is assigned again in the list that the statement goes into. */
function isAssigned({ compiler, place }: NameContext, name: string): boolean {
  const isName = (node: ts.Node): boolean => compiler.isIdentifier(node) && node.text === name;
  const isIn = (node: ts.Node): boolean => isName(node) || (compiler.forEachChild(node, isIn) ?? false);
  const visit = (node: ts.Node): boolean => {
    if (isAssignment(compiler, node)) {
      if (isName(node.left) || (!compiler.isPropertyAccessExpression(node.left) && !compiler.isElementAccessExpression(node.left) && isIn(node.left)))
        return true;
    }
    return (isCounting(compiler, node) && isName(node.operand)) || (compiler.forEachChild(node, visit) ?? false);
  };
  return visit(place);
}

/** The older tokens between the partners of the tokens before and behind a use. */
function between(map: Int32Array, [from, to]: readonly [number, number]): readonly [number, number] | undefined {
  const before = from > 0 ? map[from - 1]! : -1;
  const behind = to < map.length ? map[to]! : -1;
  if (before < 0 || behind < 0 || behind - before < 2 || behind - before - 1 > MAX_LENGTH) return undefined;
  return [before + 1, behind];
}

/** The path that spans exactly the given older tokens. */
function pathAt(context: NameContext, [from, to]: readonly [number, number]): ts.Expression | undefined {
  const { compiler } = context;
  const { file, tokens } = context.comparison.older;
  const start = tokens.pos[from]!;
  const end = tokens.end[to - 1]!;
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end < end) return;
    if (node.getStart(file) === start && node.end === end && isPath(compiler, node)) found ??= node;
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whether an expression only reads names and properties. */
function isPath(compiler: typeof ts, node: ts.Node): node is ts.Expression {
  if (compiler.isIdentifier(node)) return compiler.isExpression(node) && !isNameOnly(compiler, node);
  if (node.kind === compiler.SyntaxKind.ThisKeyword) return true;
  if (compiler.isPropertyAccessExpression(node)) return isPath(compiler, node.expression);
  if (isWrapping(compiler, node)) return isPath(compiler, node.expression);
  if (!compiler.isElementAccessExpression(node) || !isPath(compiler, node.expression)) return false;
  return compiler.isStringLiteralLike(node.argumentExpression) || compiler.isNumericLiteral(node.argumentExpression);
}

function isNameOnly(compiler: typeof ts, node: ts.Identifier): boolean {
  const parent = node.parent as ts.NamedDeclaration;
  return (parent.name as ts.Node | undefined) === node || compiler.isImportSpecifier(parent);
}

/** Whether two variables of one name are made by the same call or carry the same type: then they are the same kind of thing. */
function madeAlike(compiler: typeof ts, a: Binding, b: Binding): boolean {
  const origin = ({ node }: Binding): string | undefined => {
    const declaration = node.parent;
    if (!compiler.isVariableDeclaration(declaration) && !compiler.isParameter(declaration)) return undefined;
    if (declaration.type) return declaration.type.getText();
    let made = declaration.initializer;
    while (made && (compiler.isAwaitExpression(made) || isWrapping(compiler, made))) made = made.expression;
    return made && (compiler.isCallExpression(made) || compiler.isNewExpression(made)) ? `${made.expression.getText()}()` : undefined;
  };
  const made = origin(a);
  return made !== undefined && made === origin(b);
}

function rootOf(compiler: typeof ts, path: ts.Expression): ts.Identifier | undefined {
  let at: ts.Node = path;
  while (!compiler.isIdentifier(at)) {
    if (at.kind === compiler.SyntaxKind.ThisKeyword) return undefined;
    at = (at as ts.PropertyAccessExpression).expression;
  }
  return at;
}
