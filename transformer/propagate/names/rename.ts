/**
 * What the names of a statement are called in the older text.
 *
 * Evidence are the places where the two texts are the same but for one identifier (a substitution), weighted by definition and use:
 * a name that is declared where the newer one is declared counts most. Names that stayed the same count for themselves.
 */
import type ts from "typescript";
import type { FreeName, PropertyUse } from "./references.ts";
import type { Binding } from "./scope.ts";
import { tokenAt } from "../text/tokens.ts";
import { followerOf, identifierAt, isDeclaration, isVariable, occurrences, partnerOf, votesFor, type NameContext } from "./votes.ts";
import { describeMissing, lineOf } from "../words.ts";

/** What became of one name. */
export type NameFate =
  | { readonly kind: "kept"; readonly binding: Binding | undefined }
  | { readonly kind: "renamed"; readonly to: string; readonly binding: Binding | undefined; readonly votes: number }
  | { readonly kind: "unbound"; readonly why: string };

/** Uses of two variables of one name that may stand at the same places by chance. */
const BY_CHANCE = 2;

/** Says what a variable is called at the older place. */
export function nameFate(context: NameContext, free: FreeName): NameFate {
  const there = context.olderScopes.resolve(free.name, context.place);
  if (!free.binding) {
    if (!there || there.kind === "import" || there.scope.kind === context.compiler.SyntaxKind.SourceFile) return { kind: "kept", binding: there };
    return { kind: "unbound", why: `${free.name} is a global in the newest version, but ${described(context, there)}` };
  }
  const followers = new Set(free.nodes.flatMap((node) => (context.compiler.isPropertyAccessExpression(node.parent) ? [node.parent.name.text] : [])));
  const isOwn = (node: ts.Identifier): boolean =>
    isVariable(context.compiler, node) && context.newerScopes.resolve(node.text, node.parent)?.node === free.binding!.node;
  const votes = votesFor(context, { name: free.name, followers }, isOwn);
  const imported = importPartner(context, free.binding);
  const identity = there ? votes.filter((vote) => vote.binding?.node === there.node).reduce((sum, vote) => sum + vote.weight, 0) : 0;
  const reachable = votes.filter(
    (vote) => vote.binding && vote.name !== free.name && context.olderScopes.resolve(vote.name, context.place)?.node === vote.binding.node,
  );
  const best = reachable.sort((x, y) => y.qualified - x.qualified || y.weight - x.weight)[0];
  const total = votes.reduce((sum, vote) => sum + vote.weight, 0);
  const other = there && declaredInstead(context, { free, isOwn }, there);
  if (there && !other) {
    const outvoted = best && best.declared && best.weight >= 4 && best.weight > 3 * identity && best.binding?.node !== there.node;
    const wrongProperty = best && followers.size > 0 && best.qualified > 0 && !usesQualified(context, free.name, followers);
    if (best && (outvoted || wrongProperty)) return { kind: "renamed", to: best.name, binding: best.binding, votes: best.weight };
    if (identity > 0 || isOneKind(context.compiler, there, free.binding)) return { kind: "kept", binding: there };
    return { kind: "unbound", why: `${free.name} is ${KINDS[free.binding.kind]} in the newest version, but ${described(context, there)}` };
  }
  if (votes.some((vote) => vote.name === free.name && !vote.binding)) return { kind: "kept", binding: undefined };
  if (imported) return { kind: "renamed", to: imported.name, binding: imported, votes: 5 };
  if (best && (best.declared || best.weight >= 2) && best.weight >= 0.6 * total)
    return { kind: "renamed", to: best.name, binding: best.binding, votes: best.weight };
  const newer = context.comparison.newer.file;
  if (there && other) {
    const [line, from] = [lineOf(context.comparison.older.file, there.node), lineOf(newer, other)];
    return {
      kind: "unbound",
      why: `${free.name} there (line ${line}) is what line ${from} of the newest version declares as ${other.text}, not what the statement logs`,
    };
  }
  return { kind: "unbound", why: describeMissing({ newer, olderScopes: context.olderScopes, place: context.place }, free.name, free.binding) };
}

/** What else the newest text declares where the older one declares `there`, if it hardly uses the statement's own variable where that one is used. */
function declaredInstead(
  context: NameContext,
  { free, isOwn }: { free: FreeName; isOwn: (node: ts.Identifier) => boolean },
  there: Binding,
): ts.Identifier | undefined {
  const { compiler, comparison } = context;
  const { newer, older, map, back } = comparison;
  const wanted = tokenAt(older.tokens, there.node.getStart(older.file));
  let left = wanted;
  while (left >= 0 && back[left]! < 0 && wanted - left < 6) left--;
  const at = left < 0 || back[left]! < 0 ? -1 : back[left]! + wanted - left;
  const node = at < 0 || at >= newer.tokens.pos.length ? undefined : identifierAt(compiler, newer.file, newer.tokens.pos[at]!);
  if (!node || node === free.binding!.node || !isDeclaration(node) || partnerOf(comparison, map, at) !== wanted) return undefined;
  const votes = votesFor({ ...context, maps: [map] }, { name: free.name, followers: new Set() }, isOwn);
  const together = votes.filter(({ binding }) => binding?.node === there.node).reduce((sum, { weight }) => sum + weight, 0);
  return together <= BY_CHANCE ? node : undefined;
}

/** Says what a property is called in the older text; undefined where nothing speaks against its own name. */
export function propertyFate(context: NameContext, use: PropertyUse): NameFate | undefined {
  const { newer } = context.comparison;
  if (isUsedAsProperty(context, use.name)) return undefined;
  if (occurrences(newer.tokens.ids, context, use.name).length === 0) return undefined;
  const votes = votesFor(context, { name: use.name, followers: new Set() }, (node) => !isVariable(context.compiler, node));
  const best = votes.sort((x, y) => y.weight - x.weight)[0];
  const total = votes.reduce((sum, vote) => sum + vote.weight, 0);
  if (best && (best.weight >= 2 || best.declared) && best.weight >= 0.6 * total)
    return { kind: "renamed", to: best.name, binding: undefined, votes: best.weight };
  const member = use.onThis ? memberOf(context, use.name) : undefined;
  if (!member) return undefined;
  const from = `line ${lineOf(newer.file, member)} of the newest version`;
  return { kind: "unbound", why: `this.${use.name} (from ${from}) does not exist there` };
}

/** Where the newest text itself defines a member of that name: a class member, or an assignment to a property. */
function memberOf(context: NameContext, name: string): ts.Node | undefined {
  const { compiler } = context;
  const { file, tokens } = context.comparison.newer;
  for (const index of occurrences(tokens.ids, context, name)) {
    const node = identifierAt(compiler, file, tokens.pos[index]!);
    if (!node) continue;
    if (compiler.isClassElement(node.parent) || isParameterProperty(compiler, node)) return node;
    const access = node.parent;
    const isSet =
      compiler.isPropertyAccessExpression(access) &&
      compiler.isBinaryExpression(access.parent) &&
      access.parent.left === access &&
      access.parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken;
    if (isSet) return node;
  }
  return undefined;
}

/** `private readonly logger` in the head of a constructor: both a variable and a property. */
function isParameterProperty(compiler: typeof ts, node: ts.Node): boolean {
  const { parent } = node;
  return compiler.isParameter(parent) && parent.name === node && compiler.isParameterPropertyDeclaration(parent, parent.parent);
}

const KINDS: Readonly<Record<Binding["kind"], string>> = {
  import: "an import",
  function: "a function",
  class: "a class",
  type: "a type",
  param: "a parameter",
  var: "a variable",
  let: "a variable",
  const: "a constant",
  catch: "a caught error",
  arguments: "the arguments",
};

function described({ comparison }: NameContext, there: Binding): string {
  return `${KINDS[there.kind]} there (line ${lineOf(comparison.older.file, there.node)})`;
}

function isOneKind(compiler: typeof ts, a: Binding, b: Binding): boolean {
  const isImported = (one: Binding): boolean => one.kind === "import" || isRequired(compiler, one);
  return family(a) === family(b) || (isImported(a) && isImported(b));
}

function family(binding: Binding): string {
  if (binding.kind === "import" || binding.kind === "type") return binding.kind;
  return binding.kind === "function" || binding.kind === "class" ? "definition" : "variable";
}

/** `const dmg = require("dmg")`: what an import is in other words. */
function isRequired(compiler: typeof ts, { node: { parent } }: Binding): boolean {
  let made: ts.Node | undefined = compiler.isVariableDeclaration(parent) ? parent.initializer : undefined;
  while (made && (compiler.isAwaitExpression(made) || compiler.isPropertyAccessExpression(made))) made = made.expression;
  if (!made || !compiler.isCallExpression(made)) return false;
  return made.expression.kind === compiler.SyntaxKind.ImportKeyword || (compiler.isIdentifier(made.expression) && made.expression.text === "require");
}

/** Whether the older text has `name.follower` for one of the followers. */
function usesQualified(context: NameContext, name: string, followers: ReadonlySet<string>): boolean {
  const ids = context.comparison.olderNames;
  return occurrences(ids, context, name).some((index) => followers.has(followerOf(context, ids, index)));
}

/** Whether the older text has a property of that name. */
function isUsedAsProperty(context: NameContext, name: string): boolean {
  const tree = context.comparison.older;
  return occurrences(context.comparison.olderNames, context, name).some((index) => {
    const node = identifierAt(context.compiler, tree.file, tree.tokens.pos[index]!);
    return !node || !isVariable(context.compiler, node) || isParameterProperty(context.compiler, node);
  });
}

function importPartner(context: NameContext, binding: Binding): Binding | undefined {
  const origin = importOrigin(context.compiler, binding);
  if (!origin) return undefined;
  for (const candidate of context.olderScopes.declared(context.comparison.older.file).values()) {
    if (importOrigin(context.compiler, candidate) === origin) return candidate;
  }
  return undefined;
}

/** `module#name` of an imported binding, undefined for others. */
export function importOrigin(compiler: typeof ts, binding: Binding): string | undefined {
  const node = binding.node.parent;
  const declaration = findUp(node, compiler.isImportDeclaration);
  if (!declaration || !compiler.isStringLiteral(declaration.moduleSpecifier)) return undefined;
  const name = compiler.isImportSpecifier(node) ? (node.propertyName ?? node.name).text : compiler.isNamespaceImport(node) ? "*" : "default";
  return `${declaration.moduleSpecifier.text}#${name}`;
}

function findUp<T extends ts.Node>(node: ts.Node | undefined, test: (node: ts.Node) => node is T): T | undefined {
  for (let at = node; at; at = at.parent) if (test(at)) return at;
  return undefined;
}
