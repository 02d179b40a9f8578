/**
 * Values of inserted statements that no replay can give, for the past run kept nothing of what they are read from: a clock or a file that the statement
 * itself asks, the memory and processor time of the process, the machine.
 */
import type ts from "typescript";
import type { RunFile, Terminals } from "../../../runtime/format/run.ts";
import type { CallGraph } from "../calls/call-graph.ts";
import { isAssignment, nodeAround } from "../../../transformer/analyse/nodes.ts";
import { importedAt, importsOf, type Imported } from "../calls/imports.ts";
import { FILE_READS, FILE_WRITES, IMPORTS_FILES } from "../calls/file-calls.ts";
import type { ReachTarget } from "../calls/reach.ts";
import type { Flow } from "./flow.ts";
import { buildFlow, sourcesOf } from "./value-flow.ts";
import { placeOf } from "../journal-events.ts";

const CLOCKS = /^(?:globalThis\.)?(?:Date\.now|performance\.now|process\.(?:hrtime|hrtime\.bigint|uptime))$/;
const DRAWS = /^(?:Math\.random|.*\b(?:randomUUID|randomBytes|randomInt|getRandomValues))$/;
const OF_PROCESS = new Set(["memoryUsage", "cpuUsage", "resourceUsage", "pid", "ppid", "constrainedMemory", "availableMemory"]);
const OF_PERFORMANCE = new Set(["timeOrigin", "mark", "measure", "toJSON", "nodeTiming", "eventLoopUtilization"]);
const STREAMS = new Set(["stdin", "stdout", "stderr"]);
/** A terminal's size may change while the program runs, its colours follow the environment. */
const OF_TERMINAL = new Set(["columns", "rows", "getWindowSize", "getColorDepth", "hasColors"]);
const OF_MACHINE = new Set([
  "loadavg",
  "freemem",
  "totalmem",
  "uptime",
  "cpus",
  "availableParallelism",
  "networkInterfaces",
  "hostname",
  "userInfo",
  "release",
  "version",
]);
/** Members that are of the system where the program sets none of that name. */
const OF_SYSTEM: ReadonlyMap<string, string> = new Map([
  [".fd", "the number of an open file (fd)"],
  [".ino", "the number that the file system gives a file (ino)"],
  ...["mtime", "ctime", "atime", "birthtime"].flatMap((time) =>
    ["", "Ms", "Ns"].map((unit) => [`.${time}${unit}`, `the time of a file (${time}${unit})`] as const),
  ),
]);
/** What no run keeps of chance; `randomUUID`, `randomBytes` and `getRandomValues` are kept. */
const OF_CHANCE = new Set(
  (
    "randomInt randomFill randomFillSync pseudoRandomBytes generateKey generateKeySync generateKeyPair generateKeyPairSync generatePrime generatePrimeSync " +
    "createECDH createDiffieHellman createDiffieHellmanGroup getDiffieHellman sign createSign publicEncrypt"
  ).split(" "),
);
/** The same of `crypto.subtle`. */
const OF_SUBTLE = new Set(["generateKey", "sign"]);
const MODULES = new Set(["os", "v8", "crypto"]);
/** Texts in which nothing of the process or the machine can be asked for. */
const MAY_ASK =
  /\bperformance\b[^\n]{0,40}\b(?:timeOrigin|mark|measure|toJSON|nodeTiming|eventLoopUtilization)\b|\bprocess\b[^\n]{0,40}\b(?:std(?:in|out|err)|memoryUsage|cpuUsage|resourceUsage|p?pid|constrainedMemory|availableMemory)\b|["'](?:node:)?(?:os|v8)["']|\b(?:fd|ino|hardwareConcurrency|(?:[mca]|birth)time(?:[MN]s)?)\b|\b(?:randomInt|randomFill|pseudoRandomBytes|generate(?:Key|Prime)|createECDH|\w*DiffieHellman|sign|createSign|publicEncrypt|subtle)/;

/** `wraps`: around an expression of the program's own, whose readings were kept. */
type Target = ReachTarget & { readonly statement: number; readonly wraps?: boolean };

/** What is asked for. */
export interface UnrecordedRequest {
  readonly targets: readonly Target[];
  /** {@link RunFile.terminals} */
  readonly terminals: RunFile["terminals"];
}

/** @returns why the values of targets are not those of the past run, by `module#statement`. */
export function findUnrecorded(ts_: typeof ts, graph: CallGraph, { targets, terminals }: UnrecordedRequest): Map<string, string> {
  const { files } = graph;
  const asked = new Asked(ts_, { files, terminals });
  const written = writtenFiles(ts_, files.values());
  const found = new Map<string, string>();
  for (const target of targets) {
    const file = files.get(target.module);
    if (file === undefined) continue;
    const why = (target.wraps === true ? null : whatItReads(ts_, target, { graph, written })) ?? asked.by(nodeAround(ts_, file, target));
    if (why !== null) found.set(placeOf(target), why);
  }
  return found;
}

interface Program {
  readonly graph: CallGraph;
  /** Files that it writes, as its source names them. */
  readonly written: ReadonlySet<string>;
}

/** What a statement and the functions that it calls by name read at that moment: the past run did not read it there. */
function whatItReads(ts_: typeof ts, { module, start, end }: ReachTarget, { graph, written }: Program): string | null {
  const names = new Set(graph.callsIn(module, start, end).names);
  const stretches = [{ file: graph.files.get(module)!, start, end }];
  // A set goes on to what is added to it meanwhile.
  for (const name of names) {
    for (const meant of graph.aliases.get(name) ?? []) names.add(meant);
    for (const found of graph.byName.get(name) ?? []) {
      stretches.push({ ...found, file: graph.files.get(found.module)! });
      for (const called of found.calls.names) names.add(called);
    }
  }
  for (const stretch of stretches) {
    const why = readingIn(ts_, stretch, written);
    if (why !== null) return why;
  }
  return null;
}

interface Stretch {
  readonly file: ts.SourceFile;
  readonly start: number;
  readonly end: number;
}

function readingIn(ts_: typeof ts, { file, start, end }: Stretch, written: ReadonlySet<string>): string | null {
  const isOld = usesFiles(file) ? (asked: string): boolean => !written.has(asked) : (): boolean => false;
  let found: string | null = null;
  const visit = (node: ts.Node): void => {
    if (found !== null || node.end <= start || node.getStart() >= end) return;
    if (node.getStart() >= start && (ts_.isCallExpression(node) || ts_.isNewExpression(node))) found = readingBy(ts_, node, isOld);
    if (node.getStart() >= start && ts_.isPropertyAccessExpression(node)) found ??= readingOf(ts_, node);
    ts_.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function readingOf(ts_: typeof ts, node: ts.PropertyAccessExpression): string | null {
  if (node.getText() === "process.env") return "the statement asks the environment as it is now";
  // Beside the buffer that it is an offset in, it gives the bytes of a view once more.
  const { parent } = node;
  const isBeside = (ts_.isNewExpression(parent) || ts_.isCallExpression(parent)) && parent.arguments?.[0]?.getText() === `${node.expression.getText()}.buffer`;
  return node.name.text === "byteOffset" && !isBeside ? "the statement asks where in memory bytes lie, which is chance" : null;
}

/** @param isOld - whether a file (as the source names it) may be another one than in the past run: the program does not write it */
function readingBy(ts_: typeof ts, node: ts.CallExpression | ts.NewExpression, isOld: (file: string) => boolean): string | null {
  const callee = node.expression.getText();
  const isBareDate = callee === "Date" && (ts_.isCallExpression(node) || (node.arguments?.length ?? 0) === 0);
  if (CLOCKS.test(callee) || isBareDate) return "the statement reads a clock, which the past run did not do there";
  if (DRAWS.test(callee)) return "the statement draws a random number, which the past run did not do there";
  if (FILE_READS.test(callee.split(".").at(-1)!) && isOld(node.arguments?.[0]?.getText() ?? "")) return "the statement asks files as they are now";
  return null;
}

function usesFiles(file: ts.SourceFile): boolean {
  return IMPORTS_FILES.test(file.text);
}

/** Files that the program writes, as its source names them: a replay writes them too. */
function writtenFiles(ts_: typeof ts, files: Iterable<ts.SourceFile>): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts_.isCallExpression(node) && FILE_WRITES.test(node.expression.getText().split(".").at(-1)!)) found.add(node.arguments[0]?.getText() ?? "");
    ts_.forEachChild(node, visit);
  };
  for (const file of files) if (usesFiles(file)) visit(file);
  return found;
}

/** What is asked of the process or the machine, anywhere in the program. */
class Asked {
  readonly #ts: typeof ts;
  readonly #files: ReadonlyMap<string, ts.SourceFile>;
  readonly #imports = new Map<ts.SourceFile, ReadonlyMap<string, Imported>>();
  readonly #terminals: RunFile["terminals"];
  #flow: Flow | null = null;
  /** Names of members that the program gives objects of its own. */
  #given: ReadonlySet<string> | null = null;

  constructor(ts_: typeof ts, { files, terminals }: Pick<CallGraph, "files"> & Pick<UnrecordedRequest, "terminals">) {
    this.#ts = ts_;
    this.#files = files;
    this.#terminals = terminals;
  }

  /** @returns why a value is not that of the past run; null where nothing of that goes into it. */
  by(node: ts.Node): string | null {
    if (![...this.#files.values()].some((file) => MAY_ASK.test(file.text))) return null;
    this.#flow ??= buildFlow(this.#ts, this.#files.values(), this.mark);
    for (const source of sourcesOf(this.#ts, node, this.#flow, this.mark)) {
      const asked = source.startsWith(ASKED) ? source.slice(ASKED.length) : this.ofSystem(source);
      if (asked !== undefined) return `${asked} is not kept by runs: this is what the replay got`;
    }
    return null;
  }

  private ofSystem(source: string): string | undefined {
    const asked = OF_SYSTEM.get(source);
    return asked === undefined || (this.#given ??= givenMembers(this.#ts, this.#files.values())).has(source.slice(1)) ? undefined : asked;
  }

  private readonly mark = (node: ts.Identifier): string | null => {
    const ts_ = this.#ts;
    const { parent } = node;
    const member = ts_.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : null;
    if (node.text === "process" && member !== null && OF_PROCESS.has(member)) return `${ASKED}process.${member}`;
    if (node.text === "performance" && member !== null && OF_PERFORMANCE.has(member)) return `${ASKED}performance.${member}`;
    if (node.text === "navigator" && member === "hardwareConcurrency") return `${ASKED}navigator.hardwareConcurrency`;
    const { parent: next } = parent;
    const ofStream =
      node.text === "process" && member !== null && STREAMS.has(member) ? membersAsked(ts_, next).find((one) => this.isLost(member, one)) : undefined;
    if (ofStream !== undefined) return `${ASKED}process.${member}.${ofStream}`;
    const imported = importedAt(ts_, node, this.importsOf(node.getSourceFile()));
    const ofSubtle = subtleMember([...(imported === undefined ? [node.text] : [imported.member]), ...membersOf(ts_, node)]);
    if (ofSubtle !== null && (imported === undefined || /^(?:node:)?crypto$/.test(imported.specifier))) return `${ASKED}crypto.subtle.${ofSubtle}`;
    if (imported === undefined) return null;
    const module = imported.specifier.replace(/^node:/, "");
    if (!MODULES.has(module)) return null;
    const asked = imported.member === "*" ? member : imported.member;
    const isLost = asked !== null && (module === "v8" || (module === "os" ? OF_MACHINE : OF_CHANCE).has(asked));
    return isLost ? `${ASKED}${module}.${asked}` : null;
  };

  /** Whether a run does not keep what is asked of a stream. */
  private isLost(stream: string, member: string): boolean {
    if (this.#terminals === undefined) return member === "isTTY" || OF_TERMINAL.has(member);
    return (OF_TERMINAL.has(member) || (member === "isTTY" && stream === "stdin")) && this.#terminals[stream as keyof Terminals] !== null;
  }

  private importsOf(file: ts.SourceFile): ReadonlyMap<string, Imported> {
    const found = this.#imports.get(file) ?? importsOf(this.#ts, file);
    this.#imports.set(file, found);
    return found;
  }
}

/** Names of members that are assigned, or declared in literals and classes. */
function givenMembers(ts_: typeof ts, files: Iterable<ts.SourceFile>): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts_.isPropertyAssignment(node) || ts_.isShorthandPropertyAssignment(node) || ts_.isPropertyDeclaration(node) || ts_.isGetAccessor(node))
      found.add(node.name.getText());
    else if (isAssignment(ts_, node) && ts_.isPropertyAccessExpression(node.left)) found.add(node.left.name.text);
    ts_.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return found;
}

/** `["subtle", "sign"]` of `crypto` in `crypto.subtle.sign`. */
function membersOf(ts_: typeof ts, node: ts.Node): string[] {
  const found: string[] = [];
  for (let at = node; ts_.isPropertyAccessExpression(at.parent) && at.parent.expression === at; at = at.parent) found.push(at.parent.name.text);
  return found;
}

/** What chance gives of `crypto.subtle`, by a chain of names that lead there. */
function subtleMember(names: readonly string[]): string | null {
  const at = names.indexOf("subtle");
  const asked = names[at + 1];
  return at >= 0 && asked !== undefined && OF_SUBTLE.has(asked) ? asked : null;
}

/** What `parent`, which holds an object, asks of it: by a member, or by a pattern. */
function membersAsked(ts_: typeof ts, parent: ts.Node): string[] {
  if (ts_.isPropertyAccessExpression(parent)) return [parent.name.text];
  if (!ts_.isVariableDeclaration(parent) || !ts_.isObjectBindingPattern(parent.name)) return [];
  return parent.name.elements.map((element) => (element.propertyName ?? element.name).getText());
}

const ASKED = "asked of ";
