/** Values of a replay that are not known to be those of the past run, for something outside of the program is not as it was then. */
import { compiler as ts } from "../compiler.ts";
import { parseModules } from "./call-graph.ts";
import { readsOf } from "./changed-data.ts";
import { changedPackages } from "./changed-packages.ts";
import { foreignPackages } from "./foreign-packages.ts";
import { splitSpecifier } from "./package-entry.ts";
import type { Placement } from "./place-statements.ts";
import type { RecordedRun } from "./recorded-run.ts";
import type { Scratch } from "./scratch.ts";
import { sharedNames } from "./shared-names.ts";
import { findValueSources } from "./value-sources.ts";
import { plainName } from "./variable-names.ts";

/** A replay that was made. */
export interface OutsideRequest {
  readonly run: RecordedRun;
  readonly placement: Placement;
  readonly scratch: Scratch;
  readonly projectRoot: string;
  /** Folder of the replay's journal. */
  readonly folder: string;
  /** Statements (`module#statement`) that were executed while other async activities were under way. */
  readonly together: ReadonlySet<string>;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  network: "the network",
  process: "another process",
  thread: "a worker thread",
  input: "its standard input",
  write: "writing outside of the project",
};

/** @returns why, by `module#statement`; nothing is looked for where all that was asked for was there. */
export function outsideDoubts({ run, placement, scratch, projectRoot, folder, together }: OutsideRequest): Map<string, string> {
  const { missing, variables } = readsOf(folder);
  const changed = changedPackages({ projectRoot, root: scratch.root, modules: run.modules }, Date.parse(run.file.startedAt));
  const doubts = new Map<string, string>();
  const isAsked = missing.size > 0 || variables.package.length > 0;
  if (!isAsked && changed.size === 0 && together.size === 0 && variables.own.length === 0) return doubts;
  const isForeign = foreignPackages(
    projectRoot,
    run.modules.map((row) => row.path),
  );
  const changeOf = (specifier: string): string | undefined => changed.get(splitSpecifier(specifier)?.name ?? "");
  const files = parseModules(ts, placement.texts);
  const sources = findValueSources(ts, files, {
    targets: placement.statements.map((one) => one.target),
    // A package that is not instrumented may be what asked.
    isForeign: (specifier, module) => changeOf(specifier) !== undefined || (isAsked && isForeign(specifier, module)),
  });
  const shared = together.size === 0 ? new Set<string>() : sharedNames(ts, files.values());
  for (const [statement, { missing: wanted, packages, names }] of sources) {
    const race = together.has(statement) ? [...names].find((name) => shared.has(name)) : undefined;
    const change = [...packages].map(changeOf).find((why) => why !== undefined);
    const variable = variables.own.find((name) => names.has(`.${name}`) || (!isNamed(run, name) && ENVIRONMENT.some((each) => names.has(each))));
    const theirs = packages.size > 0 ? variables.package[0] : undefined;
    const lost = [...missing].find((what) => wanted.has(what) || (BY_FILES.has(what) && wanted.has("files")) || packages.size > 0);
    if (change !== undefined) doubts.set(statement, change);
    else if (lost !== undefined) doubts.set(statement, `it may come from ${IN_WORDS[lost] ?? lost}, which the replay asked for and did not get`);
    else if (variable !== undefined) doubts.set(statement, `it may come from the environment variable ${variable}, ${variableFate(run, variable)}`);
    else if (theirs !== undefined)
      doubts.set(statement, `it may come from a package that asked for the environment variable ${theirs}, which is not what it was`);
    else if (race !== undefined)
      doubts.set(
        statement,
        `several async activities were under way, and it may come from what they share (${plainName(race).replace(/^\./, "")}): runs do not keep the order in which they went on`,
      );
  }
  return doubts;
}

/** What is asked for by functions that files are asked for with. */
const BY_FILES = new Set(["input", "write"]);

/** What value-flow.ts calls the environment. */
const ENVIRONMENT = [".env", "env"];

/** Whether the program's own text names a variable: no other expression asks for it then. */
function isNamed({ variables }: RecordedRun, name: string): boolean {
  return variables.some((row) => row.name === name);
}

function variableFate(run: RecordedRun, name: string): string {
  return isNamed(run, name) ? "which is another today: runs do not keep secrets" : "which is not what it was, and which its text does not name";
}
