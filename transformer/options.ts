/**
 * The options of a project: read, checked and filled in once, for every door.
 *
 * They stand under the key "hindlog" of the nearest package.json (of the project, not of a dependency); what a door is given
 * itself (the plugin's entry in tsconfig.json, the argument of a bundler plugin) replaces single keys of it, but for `logCalls`.
 *
 * Invariants
 * 1. Reading never throws: what is wrong is told in `problems`, and the default stands in its place.
 */
import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import picomatch from "picomatch";
import { packageFolder } from "../runtime/project-root.ts";
import { nearestWord } from "./nearest-word.ts";

/** What a user may write. */
export interface Options {
  /** False leaves all code as it is. @defaultValue true */
  readonly enabled?: boolean;
  /** Packages of node_modules to instrument: `"name"`, `"@scope/name"`, `"@scope/*"`, or files of one, `"name/lib/*"`. @defaultValue [] */
  readonly include?: readonly string[];
  /** Files of the project to leave alone: paths and globs relative to the package.json that says so. @defaultValue [] */
  readonly exclude?: readonly string[];
  /** Calls that log, beside `log` and `console`: `"logger.info"`, `"logger.*"`, `"debug"`. In package.json only. @defaultValue `write` of the process's output and error output */
  readonly logCalls?: readonly string[];
}

/** Options with every key, and what was wrong with them. */
export interface ResolvedOptions extends Required<Options> {
  /** Absolute folder that `exclude` is relative to. */
  readonly root: string;
  /** What could not be used, in sentences; empty where all is well. */
  readonly problems: readonly string[];
}

/** What a door was given itself. */
export interface GivenOptions {
  readonly value: unknown;
  /** How messages call it: `the entry of hindlog/transformer in tsconfig.json`. */
  readonly where: string;
  /** Keys that are none of hindlog's and stand there rightly (`transform`). */
  readonly foreign?: readonly string[];
}

/** Options could not be used by a door that builds; the register door goes on with the defaults instead. */
export class OptionsError extends Error {
  readonly code = "bad-options";
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "OptionsError";
  }
}

interface Kind {
  readonly expected: string;
  fits(value: unknown): boolean;
}

const NAMES = /^(?:@[\w.*~-]+\/)?[\w.*~-]+(?:\/[^\s]*)?$/;
const CALLS = /^(?:this|[\p{ID_Start}$_*][\p{ID_Continue}$*]*)(?:\.[\p{ID_Start}$_*][\p{ID_Continue}$*]*)*$/u;

const KINDS: Readonly<Record<keyof Options, Kind>> = {
  enabled: { expected: "true or false", fits: (value) => typeof value === "boolean" },
  include: { expected: 'a list of package names such as ["ml-matrix", "@scope/name"]', fits: listOf(NAMES) },
  exclude: { expected: 'a list of paths or globs such as ["src/generated/**"]', fits: listOf(/\S/) },
  logCalls: { expected: 'a list of calls such as ["logger.info", "logger.*", "debug"]', fits: listOf(CALLS) },
};

const DEFAULTS: Required<Options> = { enabled: true, include: [], exclude: [], logCalls: ["process.stdout.write", "process.stderr.write"] };

/**
 * The options for a file or folder of a project.
 * @param from - absolute path of a folder.
 */
export function resolveOptions(from: string, given?: GivenOptions): ResolvedOptions {
  const written = projectOptions(from);
  if (given === undefined) return written;
  const { options, problems } = check(given);
  return { ...written, ...options, logCalls: written.logCalls, problems: [...written.problems, ...problems, ...misplaced(options, written, given.where)] };
}

/** What logs is asked by the editor and by backfills too, and they know of package.json alone. */
function misplaced({ logCalls }: Options, written: ResolvedOptions, where: string): string[] {
  if (logCalls === undefined || JSON.stringify(logCalls) === JSON.stringify(written.logCalls)) return [];
  return [
    `Expected "logCalls" to be given in package.json under "hindlog" (there it is ${shown(written.logCalls)}), where the editor and backfills read it too, got ${shown(logCalls)} in ${where}. Move it.`,
  ];
}

function projectOptions(from: string): ResolvedOptions {
  for (let folder = from; ; folder = dirname(folder)) {
    const written = isInDependency(folder) ? null : writtenIn(join(folder, "package.json"));
    if (written !== null) return { ...DEFAULTS, root: folder, ...written.options, problems: written.problems };
    if (dirname(folder) === folder) return { ...DEFAULTS, root: packageFolder(join(from, "package.json")), problems: [] };
  }
}

interface Written {
  readonly stamp: string;
  readonly checked: Checked | null;
}

const read = new Map<string, Written>();

/** What a package.json says; read again when it has changed. */
function writtenIn(file: string): Checked | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const stamp = `${found.mtimeMs} ${found.size}`;
  const before = read.get(file);
  if (before?.stamp === stamp) return before.checked;
  const value = ownKey(file);
  const checked = value === undefined ? null : check({ value, where: `"hindlog" in ${file}` });
  read.set(file, { stamp, checked });
  return checked;
}

function ownKey(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { hindlog?: unknown }).hindlog;
  } catch {
    return undefined;
  }
}

interface Checked {
  readonly options: Options;
  readonly problems: readonly string[];
}

function check({ value, where, foreign = [] }: GivenOptions): Checked {
  if (value === undefined) return { options: {}, problems: [] };
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { options: {}, problems: [`Expected ${where} to be an object such as { "include": ["ml-matrix"] }, got ${shown(value)}.`] };
  const options: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, one] of Object.entries(value)) {
    const kind = Object.hasOwn(KINDS, key) ? KINDS[key as keyof Options] : undefined;
    if (one === undefined || foreign.includes(key)) continue;
    if (kind === undefined) problems.push(unknownKey(key, where));
    else if (kind.fits(one)) options[key] = one;
    else problems.push(`Expected "${key}" of ${where} to be ${kind.expected}, got ${shown(one)}.`);
  }
  return { options, problems };
}

function unknownKey(key: string, where: string): string {
  const near = nearestWord(key, Object.keys(KINDS));
  if (near !== null) return `Misspelled option "${key}" of ${where} should be "${near}".`;
  return `Expected only the options ${Object.keys(KINDS).join(", ")} in ${where}, got "${key}". Remove it.`;
}

function listOf(pattern: RegExp): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every((one) => typeof one === "string" && pattern.test(one));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Whether a file belongs to an installed package. @param path - absolute. */
export function isInDependency(path: string): boolean {
  return /[\\/]node_modules([\\/]|$)/.test(path);
}

/** Whether `include` names an installed package's file. @param path - absolute; of a file in node_modules. */
export function isIncluded(options: ResolvedOptions, path: string): boolean {
  const inPackage = path.split(/[\\/]node_modules[\\/]/).at(-1)!;
  return matches(options.include, inPackage.split(sep).join("/"));
}

/** Whether `exclude` names a file of the project. @param path - absolute. */
export function isExcluded(options: Pick<ResolvedOptions, "exclude" | "root">, path: string): boolean {
  return options.exclude.length > 0 && matches(options.exclude, relative(options.root, path).split(sep).join("/"));
}

const matchers = new WeakMap<readonly string[], (path: string) => boolean>();

/** A pattern means what it matches and everything below that. */
function matches(patterns: readonly string[], path: string): boolean {
  if (patterns.length === 0) return false;
  let matcher = matchers.get(patterns);
  if (matcher === undefined) {
    const plain = patterns.map((pattern) => pattern.replace(/^\.\//, "").replace(/\/$/, ""));
    matcher = picomatch(
      plain.flatMap((pattern) => [pattern, `${pattern}/**`]),
      { dot: true },
    );
    matchers.set(patterns, matcher);
  }
  return matcher(path);
}
