/**
 * `npm run propagation`: answers the benchmark of real histories and writes docs/propagation.md and docs/propagation.json.
 * `npm run propagation -- --fit` prints the weights and the limit that all cases give, for confidence.ts and choose-gap.ts; `--failures` the cases that are not exact.
 * More folders behind the benchmark's in PROPAGATION_BENCH (as in PATH) are a development set: cases mined in other repositories, that weights are fitted on too.
 * `-- --mine FOLDER --repositories OWNER/NAME,...` mines cases of other repositories; with PROPAGATION_BENCH at that folder, `-- --unseen` measures what is
 * shipped on them and writes the page's section (docs/propagation-unseen.json). `-- --times` times a hundred versions of a large file, for the page too.
 * `-- --histories` takes the statements of histories.json back through whole histories under MIRROR and writes docs/histories.md; `-- --read` prints each placement.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { MIN_CONFIDENCE } from "../../dist/transformer/propagate/place/confidence.js";
import { answerRenames } from "./answer-renames.ts";
import { benchmarkFolders, runBenchmark } from "./benchmark.ts";
import { estimate } from "./fit.ts";
import { measureHistories, type HistoryTimes } from "./history-times.ts";
import { mineInto } from "./mine/mine.ts";
import { histories } from "./histories.ts";
import { historiesPage } from "./histories-page.ts";
import { RENAME_KINDS } from "./renames.ts";
import { propagationPage, type Measured, type Percentiles } from "./page.ts";
import { figuresOf, fitted, fittedGaps, leaveOneOut, type Outcome } from "./score.ts";
import { unseen, type Unseen } from "./unseen.ts";

/** Their failing cases are not looked at. */
const HELD_OUT = ["MichMich/MagicMirror", "ml5js/ml5-library", "typeorm/typeorm", "winstonjs/winston"];
/** Renamed cases of each kind. */
const RENAMES = 50;
/** Strata of the benchmark in words. */
const CHANGES: Readonly<Record<string, string>> = {
  elsewhere: "nothing near the statement",
  both: "something near, but neither neighbour",
  one: "one neighbour",
  none: "both neighbours",
  "S renamed": "identifiers of the statement itself",
  "S edited": "the statement itself in another way",
  "S moved": "the statement's own order or wrapper",
};
const CURVE = [0, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

const { values } = parseArgs({
  options: {
    fit: { type: "boolean" },
    unseen: { type: "boolean" },
    times: { type: "boolean" },
    failures: { type: "boolean" },
    histories: { type: "boolean" },
    read: { type: "boolean" },
    mine: { type: "string" },
    repositories: { type: "string", default: "" },
  },
});
const isOther = values.mine !== undefined || values.histories || values.read;
const folders = !isOther ? benchmarkFolders(process.env) : "";
if (values.mine !== undefined) mineInto(values.mine, values.repositories.split(","), process.env["MIRROR"] ?? "");
else if (values.histories) writeFileSync(inDocs("histories.md"), historiesPage(histories(process.env["MIRROR"] ?? "")));
else if (values.read) printPlacements();
else if (typeof folders === "string") {
  console.error(folders);
  process.exitCode = 1;
} else if (values.times) writeTimes(measureHistories(folders.repositories));
else {
  const outcomes = runBenchmark(folders);
  if (values.fit) console.log(JSON.stringify({ ...fitted(outcomes), gaps: fittedGaps(outcomes) }, null, 2));
  else if (values.failures) printFailures(outcomes);
  else if (values.unseen) writeUnseen(unseen(outcomes, MIN_CONFIDENCE, CHANGES));
  else write(measure(outcomes));
}

function measure(all: readonly Outcome[]): Measured {
  const fits = leaveOneOut(all);
  const outcomes = all.filter((one) => !one.isDevelopment);
  const development = all.filter((one) => one.isDevelopment);
  const byOthers = (one: Outcome): number => (one.measures === undefined ? 0 : estimate(fits.get(one.repo)!.weights, one.measures));
  const isAccepted = (one: Outcome): boolean => byOthers(one) >= fits.get(one.repo)!.limit;
  const of = (repo: string): Outcome[] => all.filter((one) => one.repo === repo);
  return {
    node: process.version,
    cases: outcomes.length,
    limit: MIN_CONFIDENCE,
    shipped: figuresOf(outcomes, (one) => one.confidence >= MIN_CONFIDENCE),
    crossValidated: figuresOf(outcomes, isAccepted),
    unlimited: figuresOf(outcomes, () => true),
    heldOut: {
      repositories: HELD_OUT,
      figures: figuresOf(
        outcomes.filter((one) => HELD_OUT.includes(one.repo)),
        isAccepted,
      ),
    },
    development:
      development.length === 0 ? undefined : { cases: development.length, repositories: count(development), figures: figuresOf(development, isAccepted) },
    curve: CURVE.map((limit) => ({ limit, figures: figuresOf(outcomes, (one) => byOthers(one) >= limit) })),
    changes: Object.entries(CHANGES).map(([stratum, name]) => {
      const some = outcomes.filter((one) => one.kind === "pos" && !one.isAlone && one.stratum === stratum);
      return { name, figures: figuresOf(some, isAccepted) };
    }),
    repositories: [...fits].map(([name, { limit }]) => ({ name, limit, isDevelopment: of(name)[0]!.isDevelopment, figures: figuresOf(of(name), isAccepted) })),
    renames: RENAME_KINDS.map((kind) => answerRenames(kind, RENAMES)),
    times: { wall: percentiles(outcomes.map((one) => one.wallMs)), cpu: percentiles(outcomes.map((one) => one.cpuMs)) },
  };
}

function count(outcomes: readonly Outcome[]): number {
  return new Set(outcomes.map((one) => one.repo)).size;
}

function write(measured: Measured): void {
  writeFileSync(inDocs("propagation.json"), `${JSON.stringify(measured, null, 2)}\n`);
  writePage();
}

function writeUnseen(measured: Unseen): void {
  writeFileSync(inDocs("propagation-unseen.json"), `${JSON.stringify(measured, null, 2)}\n`);
  writePage();
}

function writeTimes(measured: readonly HistoryTimes[]): void {
  writeFileSync(inDocs("propagation-times.json"), `${JSON.stringify(measured, null, 2)}\n`);
  writePage();
}

/** The page is made of all measurements, each as it was written last. */
function writePage(): void {
  const read = <T>(name: string): T | undefined => (existsSync(inDocs(name)) ? (JSON.parse(readFileSync(inDocs(name), "utf8")) as T) : undefined);
  const page = propagationPage(read<Measured>("propagation.json")!, {
    unseen: read<Unseen>("propagation-unseen.json"),
    histories: read<HistoryTimes[]>("propagation-times.json"),
  });
  writeFileSync(inDocs("propagation.md"), page);
  console.log(page);
}

function inDocs(name: string): URL {
  return new URL(`../../docs/${name}`, import.meta.url);
}

function printFailures(outcomes: readonly Outcome[]): void {
  for (const one of outcomes) {
    const isRight = one.kind === "pos" ? one.verdict === "exact" : one.verdict !== "inserted";
    if (isRight || HELD_OUT.includes(one.repo)) continue;
    console.log([one.id, one.repo, one.kind, one.stratum, one.isAlone ? "alone" : "", one.verdict, one.confidence.toFixed(2), one.reason ?? ""].join("\t"));
  }
}

/** Each placement once, with what its key in histories.json is. */
function printPlacements(): void {
  for (const { source, versions } of histories(process.env["MIRROR"] ?? "")) {
    console.log(`${source.repository}: ${source.statement}`);
    for (const placement of new Set(versions.map((one) => one.placement))) {
      const same = versions.filter((one) => one.placement === placement);
      console.log(`\n${placement} ${same[0]!.result.verdict} ${same[0]!.judgement} ${same.map((one) => one.commit.slice(0, 8)).join(" ")}\n${same[0]!.shown}`);
    }
  }
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => Number((sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(1));
  return { p50: at(0.5), p95: at(0.95) };
}
