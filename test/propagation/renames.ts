/**
 * Mechanically renamed cases: a log statement is put into one of our own sources, then the compiler renames what it logs, everywhere; the older text is that without the statement.
 *
 * Kinds: a `local`, a `parameter`, a `property` (with all its declarations), a `function`; `shadowed` takes a name that other functions of the file use;
 * `trap` leaves the old name behind for something else, so that a statement that keeps it would run and log a wrong value.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What is renamed, and into what. */
export const RENAME_KINDS = ["local", "parameter", "property", "function", "shadowed", "trap"] as const;
export type RenameKind = (typeof RENAME_KINDS)[number];

/** A newest text with a statement, the older one without it, and the older one with it. */
export interface RenameCase {
  readonly kind: RenameKind;
  readonly path: string;
  readonly newest: string;
  readonly start: number;
  readonly end: number;
  readonly older: string;
  readonly expected: string;
}

interface Spot {
  readonly kind: "local" | "parameter" | "property" | "function";
  /** Where the statement goes: behind the line of this offset. */
  readonly behind: number;
  readonly indent: string;
  /** What is logged, and the offset in it of the name that is renamed. */
  readonly expression: string;
  readonly nameAt: number;
  readonly name: string;
}

/** `count` cases of a kind, spread over the sources of a part of the project; always the same ones. */
export function renameCases(kind: RenameKind, count: number): RenameCase[] {
  const found: RenameCase[] = [];
  for (let round = 0; found.length < count && round < 20; round++) {
    for (const path of sources()) {
      if (found.length >= count) break;
      const one = caseIn(path, kind, round);
      if (one) found.push(one);
    }
  }
  return found;
}

function sources(): string[] {
  const root = join(import.meta.dirname, "../..");
  return ["transformer", "server"]
    .flatMap((part) => readdirSync(join(root, part), { recursive: true, encoding: "utf8" }).map((file) => join(root, part, file)))
    .filter((file) => file.endsWith(".ts"))
    .sort();
}

function caseIn(path: string, kind: RenameKind, round: number): RenameCase | undefined {
  const text = readFileSync(path, "utf8");
  const service = serviceFor(path, text);
  const wanted = kind === "shadowed" || kind === "trap" ? "local" : kind;
  const spots = spotsIn(service, path).filter((spot) => spot.kind === wanted);
  const spot = spots[(7 * round + (text.length % 5)) % Math.max(1, spots.length)];
  if (!spot || round >= spots.length) return undefined;
  const statement = `console.log("value", ${spot.expression});`;
  const newest = `${text.slice(0, spot.behind)}\n${spot.indent}${statement}${text.slice(spot.behind)}`;
  const start = spot.behind + 1 + spot.indent.length;
  const to = kind === "shadowed" ? otherName(text, spot.name) : newName(spot.name);
  if (to === undefined || text.includes(to) !== (kind === "shadowed")) return undefined;
  const renamed = rename(serviceFor(path, newest), { path, text: newest, at: start + 'console.log("value", '.length + spot.nameAt, to });
  if (renamed === undefined) return undefined;
  const tail = kind === "trap" ? `\nconst ${spot.name} = 0;\n` : "";
  const from = renamed.shift(start);
  const end = renamed.shift(start + statement.length);
  const older = renamed.text.slice(0, from - spot.indent.length - 1) + renamed.text.slice(end) + tail;
  return { kind, path, newest, start, end: start + statement.length, older, expected: renamed.text + tail };
}

function newName(name: string): string {
  const [, hash, first, rest] = /^(#?)(.)(.*)$/.exec(name)!;
  return `${hash}was${first!.toUpperCase()}${rest}`;
}

/** A name that the text uses, but not anywhere near the other one: another function's local. */
function otherName(text: string, name: string): string | undefined {
  const frames = text.split(/\n(?=(?:export )?(?:async )?function |\n\}\n)/);
  const declared = /\b(?:const|let) (\w+)\b/g;
  const used = new RegExp(`\\b${name}\\b`);
  const far = frames.filter((frame) => !used.test(frame)).flatMap((frame) => [...frame.matchAll(declared)].map((match) => match[1]!));
  return far.find((other) => !frames.some((frame) => used.test(frame) && new RegExp(`\\b${other}\\b`).test(frame)));
}

function serviceFor(path: string, text: string): ts.LanguageService {
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, target: ts.ScriptTarget.ESNext, allowImportingTsExtensions: true };
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => (file === path ? ts.ScriptSnapshot.fromString(text) : undefined),
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => "",
    fileExists: (file) => file === path,
    readFile: (file) => (file === path ? text : undefined),
  });
}

function spotsIn(service: ts.LanguageService, path: string): Spot[] {
  const program = service.getProgram()!;
  const file = program.getSourceFile(path)!;
  const checker = program.getTypeChecker();
  const spots: Spot[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) && ts.isFunctionLike(node.parent)) for (const statement of node.statements) consider(statement);
    ts.forEachChild(node, visit);
  };
  const consider = (statement: ts.Statement): void => {
    const start = statement.getStart(file);
    const indent = /(?:^|\n)([ \t]*)$/.exec(file.text.slice(0, start))?.[1];
    if (indent === undefined || file.text[statement.end] !== "\n" || LEAVES.has(statement.kind)) return;
    const at = { behind: statement.end, indent };
    const inside = (node: ts.Node): void => {
      if (ts.isFunctionLike(node)) return;
      if (ts.isPropertyAccessExpression(node) && (ts.isIdentifier(node.expression) || node.expression.kind === ts.SyntaxKind.ThisKeyword)) {
        if (isOwnProperty(checker.getSymbolAtLocation(node.name), file) && isVisible(checker, node.expression, statement.parent)) {
          const expression = node.getText(file);
          spots.push({ ...at, kind: "property", expression, nameAt: expression.length - node.name.text.length, name: node.name.text });
        }
      } else if (ts.isIdentifier(node) && isVisible(checker, node, statement.parent)) {
        const kind = kindOf(checker.getSymbolAtLocation(node), file);
        if (kind) spots.push({ ...at, kind, expression: kind === "function" ? `${node.text}.name` : node.text, nameAt: 0, name: node.text });
      }
      ts.forEachChild(node, inside);
    };
    inside(statement);
  };
  visit(file);
  return spots;
}

const LEAVES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.BreakStatement,
  ts.SyntaxKind.ContinueStatement,
]);

/** Whether a name means behind the statement what it means in it: what is declared in its inner blocks does not. */
function isVisible(checker: ts.TypeChecker, node: ts.Node, block: ts.Node): boolean {
  if (!ts.isIdentifier(node)) return true;
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  if (!declaration) return false;
  const scope = ts.findAncestor(
    declaration.parent,
    (at) => ts.isBlock(at) || ts.isFunctionLike(at) || ts.isSourceFile(at) || ts.isIterationStatement(at, false),
  );
  return scope !== undefined && ts.findAncestor(block, (at) => at === scope) !== undefined;
}

function isOwnProperty(symbol: ts.Symbol | undefined, file: ts.SourceFile): boolean {
  const declaration = symbol?.declarations?.[0];
  return declaration?.getSourceFile() === file && (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration));
}

function kindOf(symbol: ts.Symbol | undefined, file: ts.SourceFile): Spot["kind"] | undefined {
  const declaration = symbol?.valueDeclaration;
  if (!declaration || declaration.getSourceFile() !== file) return undefined;
  if (ts.isParameter(declaration)) return "parameter";
  if (ts.isFunctionDeclaration(declaration)) return "function";
  return ts.isVariableDeclaration(declaration) && !ts.isSourceFile(declaration.parent.parent.parent) ? "local" : undefined;
}

function rename(
  service: ts.LanguageService,
  asked: { path: string; text: string; at: number; to: string },
): { text: string; shift: (offset: number) => number } | undefined {
  const locations = service.findRenameLocations(asked.path, asked.at, false, false, { providePrefixAndSuffixTextForRename: true });
  if (!locations || locations.length < 2) return undefined;
  const changes = [...locations].sort((a, b) => a.textSpan.start - b.textSpan.start);
  let text = "";
  let at = 0;
  const shifts: { behind: number; by: number }[] = [];
  for (const { textSpan, prefixText = "", suffixText = "" } of changes) {
    const written = prefixText + asked.to + suffixText;
    text += asked.text.slice(at, textSpan.start) + written;
    at = textSpan.start + textSpan.length;
    shifts.push({ behind: at, by: written.length - textSpan.length });
  }
  const shift = (offset: number): number => offset + shifts.filter((one) => one.behind <= offset).reduce((sum, one) => sum + one.by, 0);
  return { text: text + asked.text.slice(at), shift };
}
