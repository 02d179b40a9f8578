/** `docs/propagation.md`: how often a statement finds its place in an older version. */
import { cpus } from "node:os";
import type { RenameTally } from "./answer-renames.ts";
import { historySection, type HistoryTimes } from "./history-times.ts";
import { percent, type Figures, type Share } from "./score.ts";
import { isReached, TARGETS, wanted } from "./targets.ts";
import { unseenSection, type Unseen } from "./unseen.ts";

/** Everything the page shows; `docs/propagation.json` is this object. */
export interface Measured {
  readonly node: string;
  readonly cases: number;
  readonly limit: number;
  /** With the shipped weights and limit. */
  readonly shipped: Figures;
  /** Each repository with weights and limit that the other ones give. */
  readonly crossValidated: Figures;
  /** Every place that is found. */
  readonly unlimited: Figures;
  /** Repositories of which no failing case was looked at, cross-validated. */
  readonly heldOut: { readonly repositories: readonly string[]; readonly figures: Figures };
  /** Repositories that are for fitting alone, each with what all others give. */
  readonly development: { readonly cases: number; readonly repositories: number; readonly figures: Figures } | undefined;
  readonly curve: readonly { readonly limit: number; readonly figures: Figures }[];
  /** By what lies between the versions; positive cases in non-empty blocks. */
  readonly changes: readonly { readonly name: string; readonly figures: Figures }[];
  readonly repositories: readonly { readonly name: string; readonly limit: number; readonly isDevelopment: boolean; readonly figures: Figures }[];
  readonly renames: readonly RenameTally[];
  readonly times: { readonly wall: Percentiles; readonly cpu: Percentiles };
}

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** What is measured by itself. */
export interface Further {
  readonly unseen: Unseen | undefined;
  readonly histories: readonly HistoryTimes[] | undefined;
}

/** The page; without the further measurements that were not made. */
export function propagationPage(measured: Measured, { unseen, histories }: Further): string {
  const { crossValidated, development, times } = measured;
  const benchmark = measured.repositories.filter((one) => !one.isDevelopment);
  const missed = TARGETS.filter((target) => !isReached(target, crossValidated)).map((target) => target.name);
  if (!isFast(times.cpu)) missed.push("time a case");
  return `# How often a log statement finds its place

Written by \`npm run propagation\` (Node ${measured.node}, ${cpus().length} cores); do not edit.

${measured.cases} cases from real histories of ${benchmark.length} public repositories: a statement that stands in a newer and in an older version of a file is cut out of the
older one and has to be put back; or its function or block does not exist there, and hindlog has to refuse. The cases are not part of this project; the command says what it needs.

*Exact* is the same statement list between the same neighbours. Every place has a confidence, and below a limit (${measured.limit}) hindlog refuses. *Cross-validated*: the weights behind the
confidence and the limit were fitted on the other ${measured.repositories.length - 1} repositories, for each repository anew. *As shipped*: weights and limit that all cases gave, so in part seen before.
${development ? developmentNote(development) : ""}
| what | GumTree as FlorDB uses it | target | cross-validated | as shipped | no limit | held out |${development ? " mined, cross-validated |" : ""}
|---|---|---|---|---|---|---|${development ? "---|" : ""}
${TARGETS.map((target) => `| ${[target.name, target.gumTree, wanted(target), ...[crossValidated, measured.shipped, measured.unlimited, measured.heldOut.figures, ...(development ? [development.figures] : [])].map((figures) => shown(figures[target.figure]))].join(" | ")} |`).join("\n")}
| time a case, p50 / p95, ms of CPU (by the clock of the machine, which others used too) | 82 / 967 | <= 15 / 80 | ${pair(times.cpu)} (${pair(times.wall)}) | | | |${development ? " |" : ""}

**${missed.length === 0 ? "All targets are reached, cross-validated." : `Not reached, cross-validated: ${missed.join("; ")}.`}**

*Held out* are ${measured.heldOut.repositories.join(", ")}: their failing cases were not read when the causes of failures were looked for.
An \`if\` that holds nothing but the statement comes along in real use where the older version does not have it; here that is switched off.

## Accuracy against abstention

Weights of the other repositories for each; the limit is what varies.

| limit | exact, non-empty | precision | refused (positive cases) | inserted, function absent | inserted, block absent |
|---|---|---|---|---|---|
${measured.curve.map(({ limit, figures }) => `| ${[limit.toFixed(2), ...[figures.exact, figures.precision, figures.refused, figures.falseFunction, figures.falseBlock].map(shown)].join(" | ")} |`).join("\n")}

${unseen ? unseenSection(unseen, measured.changes) : ""}${histories ? historySection(histories) : ""}## By what changed

Cross-validated, non-empty blocks. Where the statement itself changed its order, its wrapper or its words between the two versions, the texts often do not say where it would have stood:
most wrong placements are of that kind.

| what changed | exact | of the inserted ones exact | refused |
|---|---|---|---|
${measured.changes.map(({ name, figures }) => `| ${[name, ...[figures.exact, figures.precision, figures.refused].map(shown)].join(" | ")} |`).join("\n")}

## Renamed by the compiler

${measured.renames.reduce((sum, one) => sum + one.cases, 0)} cases made of this project's own sources: a log statement is put in, the compiler's rename changes what it logs everywhere, and the statement is taken out again.
*Shadowed* takes a name that other functions of the file use; *trap* leaves the old name behind for something else, so that keeping it would run and log a wrong value.

| renamed | cases | right, token for token | refused | wrong |
|---|---|---|---|---|
${measured.renames.map((one) => `| ${[one.kind, one.cases, one.right, one.refused, one.wrong.length].join(" | ")} |`).join("\n")}

## By repository

Cross-validated; the limit is the one that the other repositories give.

| repository | limit | exact, non-empty | precision | inserted, function absent | inserted, block absent |
|---|---|---|---|---|---|
${measured.repositories.map(({ name, limit, isDevelopment, figures }) => `| ${[isDevelopment ? `${name} (mined)` : name, limit.toFixed(2), ...[figures.exact, figures.precision, figures.falseFunction, figures.falseBlock].map(shown)].join(" | ")} |`).join("\n")}
`;
}

function developmentNote({ cases, repositories }: NonNullable<Measured["development"]>): string {
  return `*Mined*: ${cases} more cases that \`--mine\` found in ${repositories} other repositories (the development set): weights were fitted on them too, and their failing cases were read. The
weights by which a gap between two statements is chosen (choose-gap.ts) were fitted on all of them at once.
`;
}

function isFast({ p50, p95 }: Percentiles): boolean {
  return p50 <= 15 && p95 <= 80;
}

function shown(share: Share): string {
  return share.of === 0 ? "-" : `${percent(share).toFixed(1)}% (${share.count}/${share.of})`;
}

function pair({ p50, p95 }: Percentiles): string {
  return `${p50.toFixed(0)} / ${p95.toFixed(0)}`;
}
