/** Values of a replay that are not known to be those of the past run, for something outside of the program is not as it was then. */
import { compiler as ts } from "../compiler.ts";
import { parseModules } from "./call-graph.ts";
import { readsOf } from "./changed-data.ts";
import { changedPackages } from "./changed-packages.ts";
import { foreignPackages } from "./foreign-packages.ts";
import { splitSpecifier } from "./package-entry.ts";
import type { Placement } from "./place-statements.ts";
import type { VariableRow } from "../../runtime/format/journal.ts";
import { hashOfVariable } from "../../runtime/format/variables.ts";
import type { RecordedRun } from "./recorded-run.ts";
import type { Scratch } from "./scratch.ts";
import { sharedNames } from "./shared-names.ts";
import { findValueSources } from "./value-sources.ts";

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
};

/** @returns why, by `module#statement`; nothing is looked for where all that was asked for was there. */
export function outsideDoubts({ run, placement, scratch, projectRoot, folder, together }: OutsideRequest): Map<string, string> {
  const { missing } = readsOf(folder);
  const changed = changedPackages({ projectRoot, root: scratch.root, modules: run.modules }, Date.parse(run.file.startedAt));
  const doubts = new Map<string, string>();
  const secrets = changedSecrets(run);
  if (missing.size === 0 && changed.size === 0 && together.size === 0 && secrets.length === 0) return doubts;
  const isForeign = foreignPackages(
    projectRoot,
    run.modules.map((row) => row.path),
  );
  const changeOf = (specifier: string): string | undefined => changed.get(splitSpecifier(specifier)?.name ?? "");
  const files = parseModules(ts, placement.texts);
  const sources = findValueSources(ts, files, {
    targets: placement.statements.map((one) => one.target),
    // A package that is not instrumented may be what asked.
    isForeign: (specifier, module) => changeOf(specifier) !== undefined || (missing.size > 0 && isForeign(specifier, module)),
  });
  const shared = together.size === 0 ? new Set<string>() : sharedNames(ts, files.values());
  for (const [statement, { missing: wanted, packages, names }] of sources) {
    const race = together.has(statement) ? [...names].find((name) => shared.has(name)) : undefined;
    const change = [...packages].map(changeOf).find((why) => why !== undefined);
    const secret = secrets.find((name) => names.has(`.${name}`));
    const lost = [...missing].find((what) => wanted.has(what) || packages.size > 0);
    if (change !== undefined) doubts.set(statement, change);
    else if (lost !== undefined) doubts.set(statement, `it may come from ${IN_WORDS[lost] ?? lost}, which the replay asked for and did not get`);
    else if (secret !== undefined)
      doubts.set(statement, `it may come from the environment variable ${secret}, which is another today: runs do not keep secrets`);
    else if (race !== undefined)
      doubts.set(
        statement,
        `several async activities were under way, and it may come from what they share (${race.replace(/^\./, "")}): runs do not keep the order in which they went on`,
      );
  }
  return doubts;
}

/** Names of variables that are not what they were, and may be secrets. */
function changedSecrets({ variables, file }: RecordedRun): string[] {
  const isSame = ({ name, hash }: VariableRow): boolean => hash === undefined || hashOfVariable(process.env[name] ?? "", file.id) === hash;
  return variables.filter((row) => !isSame(row)).map(({ name }) => name);
}
