/** Values of a replay that are not known to be those of the past run, for something outside of the program is not as it was then. */
import { compiler as ts } from "../../compiler.ts";
import { parseModules } from "../calls/call-graph.ts";
import type { Told } from "../tree/changed-data.ts";
import { changedPackages, packageNeeds } from "../packages/changed-packages.ts";
import { foreignPackages } from "../packages/foreign-packages.ts";
import { splitSpecifier } from "../packages/package-entry.ts";
import { placeOf, type JournalEvent, type RecordEvent } from "../journal-events.ts";
import type { InPackages } from "./judge.ts";
import type { Placement } from "../statements/place-statements.ts";
import type { Races } from "../order/races.ts";
import type { RecordedRun } from "../recorded-run.ts";
import type { Scratch } from "../tree/scratch.ts";
import { findValueSources, type ValueSources } from "../values/value-sources.ts";
import { plainName } from "../values/variable-names.ts";

/** A replay that was made. */
export interface OutsideRequest {
  readonly run: RecordedRun;
  readonly placement: Placement;
  readonly scratch: Scratch;
  readonly projectRoot: string;
  readonly told: Told;
  /** Statements (`module#statement`) that were executed while other async activities were under way. */
  readonly together: ReadonlySet<string>;
  readonly races: () => Races;
  readonly inPackages: InPackages | null;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  network: "the network",
  process: "another process",
  thread: "a worker thread",
  input: "its standard input",
  write: "writing outside of the project",
  number: "the past number of an open file",
};

/** Why values are not known to be those of the past run. */
export interface Doubt {
  readonly reason: string;
  /** Only of those that were found while other activities were under way, or behind that. */
  readonly isOfRace: boolean;
  /** Only of clocks that packages read: a replay in which they read other times shows whether the value comes from them. */
  readonly isOfClock: boolean;
}

/** @returns by `module#statement`; nothing is looked for where all that was asked for was there. */
export function outsideDoubts(request: OutsideRequest): Map<string, Doubt> {
  const { run, placement, scratch, projectRoot, told, together, races, inPackages } = request;
  const { missing, variables, packageVariables, packageInputs, packageClocks, unkept, apart } = told;
  const asked = { projectRoot, root: scratch.root, modules: run.modules };
  const changed = changedPackages(asked, Date.parse(run.file.startedAt));
  const isLost = missing.size > 0 || packageVariables.size > 0 || packageInputs.size > 0 || packageClocks.size > 0 || inPackages !== null;
  const isUnkept = unkept.length > 0 || apart.length > 0;
  if (!isLost && !isUnkept && changed.size === 0 && together.size === 0 && variables.length === 0) return new Map();
  const targets = new Map(placement.statements.map(({ target }) => [placeOf(target), target]));
  const files = parseModules(ts, placement.texts);
  const isForeign = foreignPackages(
    projectRoot,
    run.modules.map((row) => row.path),
  );
  const sources = findValueSources(ts, files, {
    targets: [...targets.values()],
    isDeep: inPackages !== null,
    // A package that is not instrumented may be what asked, or what several activities share.
    isForeign: (specifier, module) => changed.has(packageOf(specifier)) || ((isLost || together.size > 0) && isForeign(specifier, module)),
  });
  const needs = packageVariables.size + packageInputs.size + packageClocks.size === 0 ? new Map<string, ReadonlySet<string>>() : packageNeeds(asked);
  const variableOf = askedBy(packageVariables, needs);
  const inputOf = askedBy(packageInputs, needs);
  const clockOf = askedBy(packageClocks, needs);
  return new Map(
    [...sources].flatMap(([statement, from]) => {
      const why =
        changeOf(from, changed) ??
        lackOf(from, missing) ??
        ownVariable(from, run, variables) ??
        theirVariable(from, variableOf) ??
        theirInput(from, inputOf) ??
        ownInput(from, told) ??
        ofPackages(from, inPackages);
      const race = why ?? (together.has(statement) ? races().doubt(targets.get(statement)!, from) : undefined);
      const reason = race ?? theirInput(from, clockOf);
      return reason === undefined ? [] : [[statement, { reason, isOfRace: why === undefined && race !== undefined, isOfClock: race === undefined }] as const];
    }),
  );
}

/** What may be behind a difference from the past run: something that the replay asked for and that is not as it was then. Null where nothing is known. */
export function causeOf(run: RecordedRun, { variables, missing }: Told): string | null {
  const [variable] = variables;
  if (variable !== undefined) return `it asks for the environment variable ${variable}, ${variableFate(run, variable)}`;
  const lost = [...missing].find((what) => what in IN_WORDS);
  return lost === undefined ? null : `it asks for ${IN_WORDS[lost]!} and does not get that`;
}

/** Values that were found before their statement was executed while other activities were under way, which is told behind the first of those that were not. */
export function foundAlone(events: readonly JournalEvent[]): Set<RecordEvent> {
  const together = new Set<string>();
  const last = new Map<string, RecordEvent>();
  const found = new Set<RecordEvent>();
  for (const event of events) {
    if (event.type === "together") {
      together.add(event.statement);
      const record = last.get(event.statement);
      if (record !== undefined) found.delete(record);
    } else if (event.type === "record") {
      const statement = placeOf(event);
      if (together.has(statement)) continue;
      found.add(event);
      last.set(statement, event);
    }
  }
  return found;
}

function packageOf(specifier: string): string {
  return splitSpecifier(specifier)?.name ?? "";
}

function changeOf({ packages }: ValueSources, changed: ReadonlyMap<string, string>): string | undefined {
  return [...packages].map((specifier) => changed.get(packageOf(specifier))).find((why) => why !== undefined);
}

function lackOf({ missing: wanted, packages }: ValueSources, missing: ReadonlySet<string>): string | undefined {
  const lost = [...missing].find((what) => wanted.has(what) || (BY_FILES.has(what) && wanted.has("files")) || packages.size > 0);
  return lost === undefined ? undefined : `it may come from ${IN_WORDS[lost] ?? lost}, which the replay asked for and did not get`;
}

function ownVariable({ names }: ValueSources, run: RecordedRun, variables: readonly string[]): string | undefined {
  const isOfEnvironment = [...names].some((name) => ENVIRONMENT.includes(plainName(name)));
  const found = variables.find((name) => names.has(`.${name}`) || (!isNamed(run, name) && isOfEnvironment));
  return found === undefined ? undefined : `it may come from the environment variable ${found}, ${variableFate(run, found)}`;
}

function theirVariable({ packages }: ValueSources, byPackage: (name: string) => string | undefined): string | undefined {
  const [found] = [...packages].flatMap((specifier) => byPackage(packageOf(specifier)) ?? []);
  return found === undefined ? undefined : `it may come from a package that asked for the environment variable ${found}, which is not what it was`;
}

function theirInput({ packages }: ValueSources, byPackage: (name: string) => string | undefined): string | undefined {
  const [found] = [...packages].flatMap((specifier) => byPackage(packageOf(specifier)) ?? []);
  return found === undefined ? undefined : `it may come from ${found}, which runs keep of instrumented code alone (packages under "include" are)`;
}

function ofPackages({ packages, names }: ValueSources, inPackages: InPackages | null): string | undefined {
  if (inPackages === null) return undefined;
  const ways = new Set([...inPackages.ways].flatMap(namesOnWay));
  const isFrom = packages.size > 0 || [...names].some((name) => ways.has(plainName(name).replace(/^\./, "")));
  return isFrom ? `it may come from objects of packages, which are not as they were ${inPackages.difference}` : undefined;
}

/** `main.ts:jobs[2].bar` -> `jobs`, `bar` */
function namesOnWay(way: string): string[] {
  return way.replace(/^(?:[^:[]*:|globalThis\.)/, "").match(/[\p{ID_Continue}$]+/gu) ?? [];
}

function ownInput({ missing }: ValueSources, { unkept, apart }: Told): string | undefined {
  const [left] = apart;
  if (left !== undefined) return `code of the program that hindlog leaves alone read ${left}, of which runs keep nothing`;
  const [other] = missing.has("clocks") ? unkept : [];
  return other === undefined
    ? undefined
    : `it may come from ${other} that the program asked for by another name than \`Date.now()\` and the like: runs do not keep that`;
}

/** What a package, or what it needs, asked for; what is needed by nobody who says so may have been asked for anyone. */
function askedBy(asked: ReadonlyMap<string, string>, needs: ReadonlyMap<string, ReadonlySet<string>>): (name: string) => string | undefined {
  const needed = new Set([...needs.values()].flatMap((each) => [...each]));
  const anyone = [...asked].find(([asker]) => !needed.has(asker));
  return (name) => [...asked].find(([asker]) => needs.get(name)?.has(asker) ?? true)?.[1] ?? anyone?.[1];
}

/** What is asked for by functions that files are asked for with. */
const BY_FILES = new Set(["input", "write", "number"]);

/** What value-flow.ts calls the environment. */
const ENVIRONMENT = [".env", "env"];

/** Whether the program's own text names a variable: no other expression asks for it then. */
function isNamed({ variables }: RecordedRun, name: string): boolean {
  return variables.some((row) => row.name === name);
}

function variableFate(run: RecordedRun, name: string): string {
  return isNamed(run, name) ? "which is another today: runs do not keep secrets" : "which is not what it was, and which its text does not name";
}
