/** The section of `docs/propagation.md` on mined repositories: what is shipped, tried where nothing was fitted. */
import { percent, type Figures, type Outcome, figuresOf, type Share } from "./score.ts";
import { isReached, TARGETS, wanted } from "./targets.ts";

/** `docs/propagation-unseen.json` is this object. */
export interface Unseen {
  readonly cases: number;
  readonly limit: number;
  readonly shipped: Figures;
  readonly unlimited: Figures;
  /** Those of the positive cases that log, and the others. */
  readonly logging: Figures;
  readonly calling: Figures;
  /** By what lies between the versions; positive cases in non-empty blocks. */
  readonly changes: readonly { readonly name: string; readonly figures: Figures }[];
  readonly repositories: readonly { readonly name: string; readonly cases: number; readonly figures: Figures }[];
}

/** Counts, with the weights and the limit that are shipped. */
export function unseen(outcomes: readonly Outcome[], limit: number, changes: Readonly<Record<string, string>>): Unseen {
  const isAccepted = (one: Outcome): boolean => one.confidence >= limit;
  const of = (test: (one: Outcome) => boolean): Figures => figuresOf(outcomes.filter(test), isAccepted);
  return {
    cases: outcomes.length,
    limit,
    shipped: figuresOf(outcomes, isAccepted),
    unlimited: figuresOf(outcomes, () => true),
    logging: of((one) => one.isLog),
    calling: of((one) => !one.isLog),
    changes: Object.entries(changes).map(([stratum, name]) => ({ name, figures: of((one) => one.kind === "pos" && !one.isAlone && one.stratum === stratum) })),
    repositories: [...new Set(outcomes.map(({ repo }) => repo))].sort().map((name) => ({
      name,
      cases: outcomes.filter(({ repo }) => repo === name).length,
      figures: of(({ repo }) => repo === name),
    })),
  };
}

/**
 * The section, with its heading.
 *
 * @param benchmark the same table of the benchmark, in which each kind of change has another share
 */
export function unseenSection(measured: Unseen, benchmark: Unseen["changes"]): string {
  const missed = TARGETS.filter((target) => !isReached(target, measured.shipped)).map((target) => target.name);
  const columns = [measured.shipped, measured.logging, measured.calling, measured.unlimited];
  return `## On repositories that nothing was fitted on

${measured.cases} cases that \`npm run propagation -- --mine\` found in ${measured.repositories.length} other repositories, in the same format. Neither weights nor the limit were fitted on them and no failing one was read; only their totals were known from earlier measurements.
They are harder on purpose: what is rare in the benchmark (both neighbours changed, 40 and more versions apart) is drawn first. A statement was followed from version to version, each time by words or
by a string that stand once in both texts; where that is not certain there is no case. Weights and limit (${measured.limit}) are those that are shipped.

| what | target | as shipped | statements that log | other calls | no limit |
|---|---|---|---|---|---|
${TARGETS.map((target) => `| ${[target.name, wanted(target), ...columns.map((figures) => shown(figures[target.figure]))].join(" | ")} |`).join("\n")}

**${missed.length === 0 ? "All targets are reached there." : `Not reached there: ${missed.join("; ")}.`}**

| what changed | exact | of the inserted ones exact | refused |
|---|---|---|---|
${measured.changes.map(({ name, figures }) => `| ${[name, ...[figures.exact, figures.precision, figures.refused].map(shown)].join(" | ")} |`).join("\n")}

With the share that each kind of change has in the benchmark these would be ${weighted(measured.changes, benchmark).toFixed(1)}% exact (non-empty), against ${weighted(benchmark, benchmark).toFixed(1)}% there, cross-validated.

| repository | cases | exact, non-empty | precision | inserted, function absent | inserted, block absent |
|---|---|---|---|---|---|
${measured.repositories.map(({ name, cases, figures }) => `| ${[name, cases, ...[figures.exact, figures.precision, figures.falseFunction, figures.falseBlock].map(shown)].join(" | ")} |`).join("\n")}

`;
}

/** Percent exact, each kind of change as frequent as in the benchmark. */
function weighted(changes: Unseen["changes"], benchmark: Unseen["changes"]): number {
  const shares = changes.map(({ name, figures }) => ({ here: figures.exact, weight: benchmark.find((one) => one.name === name)!.figures.exact.of }));
  const all = shares.reduce((sum, { weight }) => sum + weight, 0);
  return shares.reduce((sum, { here, weight }) => sum + (percent(here) * weight) / all, 0);
}

function shown(share: Share): string {
  return share.of === 0 ? "-" : `${percent(share).toFixed(1)}% (${share.count}/${share.of})`;
}
