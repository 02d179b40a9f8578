/**
 * Values of inserted statements for which a path of the program's folder is measured: its length, a part by number, a hash. A replay's folder has a longer
 * path; texts are given back as the past run had them (runtime/format/replayed-paths.ts), what is computed from them is not.
 *
 * By names alone: what bears a name that holds a path anywhere in the program counts as one.
 */
import type ts from "typescript";
import { isAssignment, nodeAround } from "../../../transformer/analyse/nodes.ts";
import type { ReachTarget } from "../calls/reach.ts";
import { Callables, calledName, functionName } from "./value-calls.ts";
import { placeOf } from "../journal-events.ts";

/** What a value is: a path, something that holds paths, `process.argv` (of which the first two are paths; a replay has the others as they were), or made by measuring a path. */
type Nature = "path" | "holder" | "argv" | "measured";

/** Functions and methods that give a path, or a text with one, where they are given one. */
const KEEP =
  /^(?:resolve|join|dirname|normalize|format|parse|fileURLToPath|pathToFileURL|toNamespacedPath|String|toString|trim\w*|concat|replace|replaceAll|to(?:Lower|Upper)Case|realpath(?:Sync)?|stringify|URL)$/;
/** Those that give one whatever they are given. */
const GIVE = /^(?:(?:process\.)?cwd|path\.resolve|(?:os\.)?tmpdir|(?:fs\.)?mkdtemp(?:Sync)?|require\.resolve|import\.meta\.resolve)$/;
/** What the length of the folder's path goes into. */
const MEASURES =
  /^(?:length|indexOf|lastIndexOf|search|charCodeAt|codePointAt|charAt|at|slice|substring|substr|split|localeCompare|padEnd|padStart|byteLength|createHash|update|encode|from|hash\w*)$/;
/** Of what holds paths these give paths, or a function each of them. */
const ITEMS = /^(?:at|pop|shift|find|findLast|get|next)$/;
const LISTS = /^(?:slice|filter|map|flat|flatMap|concat|sort|reverse|toSorted|toReversed|values|entries|keys|from|split)$/;
const CHANGES = /^(?:push|unshift|add|set|splice)$/;
/** `f.split("/").pop()`, `f.slice(f.lastIndexOf("/") + 1)`: the end of a path is as it was. */
const ENDS =
  /(?:\.split\([^()]*\)\s*\.(?:pop\(\)|at\(-\d+\)|slice\(-\d+\))|\.(?:slice|substring)\([\w.$]+\.lastIndexOf\([^()]*\)(?:\s*\+\s*1)?\)|\.(?:slice|at)\(-\d+\))$/;
/** Texts in which no path of the program's folder can come about. */
const MAY_HOLD = /\b__(?:dir|file)name\b|\bimport\.meta\b|\b(?:cwd|argv|resolve|tmpdir|mkdtemp|mkdtempSync|realpath|realpathSync)\b|\.(?:stack|filename)\b/;

/** @returns why the values of targets are not those of the past run, by `module#statement`. */
export function findMeasuredPaths(
  ts_: typeof ts,
  files: ReadonlyMap<string, ts.SourceFile>,
  targets: readonly (ReachTarget & { readonly statement: number })[],
): Map<string, string> {
  const found = new Map<string, string>();
  if (targets.length === 0 || ![...files.values()].some((file) => MAY_HOLD.test(file.text))) return found;
  const paths = new Paths(ts_, [...files.values()]);
  for (const target of targets) {
    const file = files.get(target.module);
    const measured = file === undefined ? null : paths.measuredIn(nodeAround(ts_, file, target));
    if (measured !== null) found.set(placeOf(target), `${measured} may be made of a path, and the replay's folder has a longer one`);
  }
  return found;
}

class Paths {
  readonly #ts: typeof ts;
  readonly #names: Map<string, Set<Nature>> = new Map();
  readonly #callables: Callables;
  /** What nodes were found to be with the names that are known. */
  readonly #found: Map<ts.Node, Nature | null> = new Map();

  constructor(ts_: typeof ts, files: readonly ts.SourceFile[]) {
    this.#ts = ts_;
    this.#callables = new Callables(ts_, files);
    // What a name is may hang on names that come later.
    for (let before = -1; before !== this.size;) {
      before = this.size;
      this.#found.clear();
      for (const file of files) this.visit(file);
    }
  }

  private get size(): number {
    return [...this.#names.values()].reduce((sum, natures) => sum + natures.size, 0);
  }

  /** The innermost part of a statement that measures a path, as it is written; null where there is none. */
  measuredIn(node: ts.Node): string | null {
    const ts_ = this.#ts;
    if (ts_.isCallExpression(node) && ENDS.test(node.getText())) return null;
    if (ts_.isExpression(node) && this.natureOf(node) === "measured") return node.getText();
    return ts_.forEachChild(node, (child) => this.measuredIn(child) ?? undefined) ?? null;
  }

  private visit(node: ts.Node): void {
    const ts_ = this.#ts;
    if (
      (ts_.isVariableDeclaration(node) || ts_.isPropertyDeclaration(node) || ts_.isPropertyAssignment(node) || ts_.isParameter(node)) &&
      node.initializer !== undefined
    )
      this.bind(node.name, this.natureOf(node.initializer));
    else if (ts_.isShorthandPropertyAssignment(node)) this.bind(node.name, this.natureOf(node.name));
    else if (isAssignment(ts_, node)) this.bind(node.left, this.natureOf(node.right));
    else if (ts_.isForOfStatement(node)) this.bind(node.initializer, itemOf(this.natureOf(node.expression)));
    else if (ts_.isReturnStatement(node) && node.expression !== undefined) this.returned(node, node.expression);
    else if (ts_.isArrowFunction(node) && !ts_.isBlock(node.body)) this.returned(node.body, node.body);
    else if (ts_.isCallExpression(node) || ts_.isNewExpression(node)) this.called(node);
    ts_.forEachChild(node, (child) => this.visit(child));
  }

  private bind(target: ts.Node, nature: Nature | null): void {
    const ts_ = this.#ts;
    if (nature === null) return;
    if (ts_.isIdentifier(target) || ts_.isPrivateIdentifier(target) || ts_.isStringLiteral(target)) this.note(target.text, nature);
    else if (ts_.isPropertyAccessExpression(target)) this.note(target.name.text, nature);
    else if (ts_.isElementAccessExpression(target)) this.bind(target.expression, nature === "path" ? "holder" : nature);
    else if (ts_.isBindingElement(target)) this.bind(target.name, nature);
    else if (
      ts_.isObjectBindingPattern(target) ||
      ts_.isArrayBindingPattern(target) ||
      ts_.isVariableDeclarationList(target) ||
      ts_.isVariableDeclaration(target)
    )
      this.bindParts(target, nature);
  }

  private bindParts(target: ts.Node, nature: Nature): void {
    let index = 0;
    this.#ts.forEachChild(target, (child) => this.bind(child, this.#ts.isArrayBindingPattern(target) ? itemOf(nature, index++) : itemOf(nature)));
  }

  private note(name: string, nature: Nature): void {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, new Set([nature]));
    else known.add(nature);
  }

  private returned(node: ts.Node, value: ts.Expression): void {
    let at = node.parent;
    while (at !== undefined && !this.#ts.isFunctionLike(at)) at = at.parent;
    const name = at === undefined ? null : functionName(this.#ts, at);
    const nature = this.natureOf(value);
    if (name !== null && nature !== null) this.note(name, nature);
  }

  private called(node: ts.CallExpression | ts.NewExpression): void {
    const ts_ = this.#ts;
    const parameters = this.#callables.parametersOf(node.expression);
    const given = [...(node.arguments ?? [])];
    for (const [index, argument] of given.entries()) {
      const nature = this.natureOf(argument);
      for (const parameter of parameters)
        if (parameter.dotDotDotToken !== undefined || parameter.parent.parameters.indexOf(parameter) === index) this.bind(parameter.name, nature);
      if (!ts_.isPropertyAccessExpression(node.expression)) continue;
      const { expression: owner, name } = node.expression;
      if (CHANGES.test(name.text) && nature !== null) this.bind(owner, nature === "path" ? "holder" : nature);
      const items = itemOf(this.natureOf(owner));
      if (items !== null) for (const parameter of this.#callables.parametersOf(argument)) this.bind(parameter.name, items);
    }
  }

  /** What an expression gives, by the names in it. */
  private natureOf(node: ts.Expression): Nature | null {
    const known = this.#found.get(node);
    if (known !== undefined) return known;
    const nature = this.find(node);
    this.#found.set(node, nature);
    return nature;
  }

  private find(node: ts.Expression): Nature | null {
    const ts_ = this.#ts;
    if (ts_.isIdentifier(node)) {
      if (node.text === "__dirname" || node.text === "__filename") return "path";
      return this.named(node.text) ?? (node.text === "argv" ? "argv" : null);
    }
    if (ts_.isPropertyAccessExpression(node)) return this.member(node);
    if (ts_.isElementAccessExpression(node)) return this.element(node);
    if (ts_.isCallExpression(node) || ts_.isNewExpression(node)) return this.given(node);
    if (ts_.isArrayLiteralExpression(node) || ts_.isObjectLiteralExpression(node)) return this.literal(node);
    if (ts_.isFunctionLike(node) || ts_.isClassExpression(node)) return null;
    const parts: ts.Expression[] = [];
    ts_.forEachChild(
      node,
      (child) => void (ts_.isExpression(child) ? parts.push(child) : ts_.isTemplateSpan(child) ? parts.push(child.expression) : undefined),
    );
    return strongest(parts.map((part) => this.natureOf(part)));
  }

  private named(name: string): Nature | null {
    return strongest([...(this.#names.get(name) ?? [])]);
  }

  private member(node: ts.PropertyAccessExpression): Nature | null {
    const { expression, name } = node;
    if (this.#ts.isMetaProperty(expression) || name.text === "stack" || (name.text === "filename" && /\b(?:module|main)$/.test(expression.getText())))
      return "path";
    if (node.getText() === "process.argv") return "argv";
    const owner = this.natureOf(expression);
    if (owner === "path") return MEASURES.test(name.text) ? "measured" : /^(?:href|pathname|dir|root)$/.test(name.text) ? "path" : this.named(name.text);
    return this.named(name.text);
  }

  private element(node: ts.ElementAccessExpression): Nature | null {
    const owner = this.natureOf(node.expression);
    return owner === "path" ? "measured" : itemOf(owner, this.numberOf(node.argumentExpression));
  }

  /** The number that an expression is written as; null for others. */
  private numberOf(node: ts.Expression | undefined): number | null {
    return node !== undefined && this.#ts.isNumericLiteral(node) ? Number(node.text) : null;
  }

  private literal(node: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression): Nature | null {
    if (!this.#ts.isArrayLiteralExpression(node)) return null;
    const inner = strongest(node.elements.map((element) => this.natureOf(element)));
    return inner === "path" ? "holder" : inner;
  }

  private given(node: ts.CallExpression | ts.NewExpression): Nature | null {
    const ts_ = this.#ts;
    const callee = node.expression;
    const name = calledName(ts_, callee) ?? "";
    if (GIVE.test(callee.getText())) return "path";
    const natures = [...(node.arguments ?? [])].map((argument) => this.natureOf(argument));
    const owner = ts_.isPropertyAccessExpression(callee) ? this.natureOf(callee.expression) : null;
    if ((owner === "holder" || owner === "argv") && ITEMS.test(name)) return "path";
    if (owner === "argv" && name === "slice" && (this.numberOf(node.arguments?.[0]) ?? 0) >= 2) return null;
    if ((owner === "holder" || owner === "argv") && LISTS.test(name)) return "holder";
    if (ENDS.test(node.getText())) return null;
    // How far up it goes depends on where the folder lies.
    if (name === "relative") return natures.includes("path") && natures.includes(null) ? "measured" : null;
    if ((owner === "path" || natures.includes("path")) && MEASURES.test(name)) return "measured";
    if (owner === "measured" || (natures.includes("measured") && !this.#callables.has(name))) return "measured";
    if (name === "resolve" && !callee.getText().startsWith("Promise.") && node.getSourceFile().text.includes("path")) return "path";
    if (KEEP.test(name) && (owner === "path" || natures.includes("path"))) return "path";
    return this.#callables.has(name) ? this.named(name) : null;
  }
}

/** @param index - which item, where that is known */
function itemOf(nature: Nature | null, index: number | null = null): Nature | null {
  if (nature === "argv") return index !== null && index >= 2 ? null : "path";
  return nature === "holder" ? "path" : nature;
}

function strongest(natures: readonly (Nature | null)[]): Nature | null {
  return (["measured", "path", "holder", "argv"] as const).find((nature) => natures.includes(nature)) ?? null;
}
