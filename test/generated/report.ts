/** `docs/generated.md`: what a run of many generated programs showed. */
import { BOUNDARIES } from "./boundaries.ts";
import type { Verdict } from "./check.ts";
import { CONTROL_FLOW, isRight, type Counts, type Coverage } from "./coverage.ts";
import { KINDS } from "./kinds/index.ts";
import { LOOP_FORMS } from "./loop-forms.ts";
import { PLACES } from "./program.ts";
import type { Failing } from "./shrink.ts";

/** What was run. */
export interface RunFacts {
  readonly programs: number;
  readonly seed: number;
  readonly seconds: number;
  readonly failing: readonly Failing[];
}

const VERDICTS: readonly Verdict[] = ["exact", "unverifiable", "doubted", "refused", "unfaithful", "flagged", "silent", "broken", "absent"];

/** The share of programs that come out right behind a restored boundary in the middle of their main loop, of those that have one. */
export function middleShare(coverage: Coverage): { exact: number; right: number; of: number } {
  const counts = coverage.byBoundary.get("middle") ?? {};
  const of = VERDICTS.reduce((sum, verdict) => sum + (verdict === "absent" ? 0 : (counts[verdict] ?? 0)), 0);
  return { exact: counts.exact ?? 0, right: right(counts), of };
}

/** The whole document. */
export function report(coverage: Coverage, facts: RunFacts): string {
  return `${[
    "# Generated programs",
    "",
    `Written by \`npm run generated -- --programs ${facts.programs} --seed ${facts.seed}\` (${Math.round(facts.seconds / 60)} min, Node ${process.version}); not by hand.`,
    "",
    "fast-check writes a program; it runs plain, instrumented (checkpoints adaptive, and at every boundary), and replayed from a boundary of each kind. A replay is",
    "*exact* where it prints precisely the lines that the past run printed behind that boundary, and every later state hash agrees; *unverifiable* where the",
    "lines are right but a checkpoint on the way names something kept by identity only, *doubted* where with such a checkpoint they are wrong; *refused* where it names why it cannot be restored; *unfaithful* where the",
    "runtime's check behind a restore failed; *flagged* where the output or a later state is wrong and the runtime's comparison says so; *silent* where the output is wrong and nothing says so.",
    "",
    ...summary(coverage, facts),
    ...verdicts(coverage),
    ...reasons("Reasons of refusals", coverage.reasons),
    ...reasons("Why replays are unverifiable or doubted", coverage.doubts),
    ...shares(
      "Middle boundary by kind of state",
      coverage.middleByKind,
      KINDS.map((kind) => kind.name),
    ),
    ...shares(
      "Middle boundary by form of the main loop",
      coverage.middleByForm,
      LOOP_FORMS.map((form) => form.name),
    ),
    ...shares("Middle boundary by place of the main loop", coverage.middleByPlace, PLACES),
    ...cells(coverage),
  ].join("\n")}\n`;
}

function summary(coverage: Coverage, { failing }: RunFacts): string[] {
  const middle = middleShare(coverage);
  const of = (failure: string): number => new Set(failing.filter((one) => one.failure === failure).map((one) => one.number)).size;
  const replays = [...coverage.byBoundary.values()].reduce(
    (sum, counts) => sum + right(counts) + (counts.doubted ?? 0) + (counts.flagged ?? 0) + (counts.silent ?? 0),
    0,
  );
  return [
    "| | |",
    "|---|---|",
    `| programs | ${coverage.programs} |`,
    `| boundaries that were saved or refused | ${coverage.boundaries} |`,
    `| replays that went to the end | ${replays} |`,
    `| programs whose output instrumentation changed | ${of("changed")} |`,
    `| programs with a silent mismatch | ${of("silent")} |`,
    `| programs with a mismatch that was flagged | ${of("flagged")} |`,
    `| programs whose restore failed its own check | ${of("unfaithful")} |`,
    `| programs that broke a replay | ${of("broken")} |`,
    `| programs that left the runtime's context changed | ${of("leak")} |`,
    `| programs right behind a middle boundary of their main loop, of those that have one | ${percent(middle.right, middle.of)} (${middle.right} of ${middle.of}; exact ${percent(middle.exact, middle.of)}) |`,
    `| programs right behind at least one boundary | ${percent(coverage.restoredPrograms.size, coverage.programs)} |`,
    "",
    ...(failing.length === 0
      ? []
      : [
          "Failing programs: ",
          "",
          ...failing.slice(0, 40).map((one) => `- ${one.number} ${one.failure} ${one.boundary ?? ""}: ${escape(one.reason.slice(0, 160))}`),
          "",
        ]),
  ];
}

function verdicts(coverage: Coverage): string[] {
  return [
    "## Verdicts by boundary",
    "",
    `| boundary | ${VERDICTS.join(" | ")} |`,
    `|---|${VERDICTS.map(() => "--:|").join("")}`,
    ...BOUNDARIES.map((boundary) => `| ${boundary} | ${VERDICTS.map((verdict) => coverage.byBoundary.get(boundary)?.[verdict] ?? 0).join(" | ")} |`),
    "",
  ];
}

function reasons(title: string, counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const rest = sorted.slice(40).reduce((sum, [, count]) => sum + count, 0);
  return [
    `## ${title}`,
    "",
    "| replays | reason |",
    "|--:|---|",
    ...sorted.slice(0, 40).map(([reason, count]) => `| ${count} | ${escape(reason)} |`),
    ...(rest > 0 ? [`| ${rest} | (${sorted.length - 40} more) |`] : []),
    "",
  ];
}

function shares(title: string, counts: ReadonlyMap<string, Counts>, names: readonly string[]): string[] {
  return [
    `## ${title}`,
    "",
    "| | right | exact | of |",
    "|---|--:|--:|--:|",
    ...names.map((name) => {
      const own = counts.get(name) ?? {};
      const of = VERDICTS.reduce((sum, verdict) => sum + (verdict === "absent" ? 0 : (own[verdict] ?? 0)), 0);
      return `| ${name} | ${percent(right(own), of)} | ${own.exact ?? 0} | ${of} |`;
    }),
    "",
  ];
}

function cells(coverage: Coverage): string[] {
  const empty = coverage.empty();
  const total = BOUNDARIES.length * KINDS.length * CONTROL_FLOW.length;
  const tables = BOUNDARIES.flatMap((boundary) => [
    `### From ${boundary} boundaries`,
    "",
    `| | ${CONTROL_FLOW.join(" | ")} |`,
    `|---|${CONTROL_FLOW.map(() => "--:|").join("")}`,
    ...KINDS.map((kind) => `| ${kind.name} | ${CONTROL_FLOW.map((control) => coverage.cell(boundary, kind.name, control)).join(" | ")} |`),
    "",
  ]);
  return [
    "## Coverage: boundary x kind of state x control flow",
    "",
    `Each number counts exact replays of programs with that state and that control flow. ${total - empty.length} of ${total} cells have some.`,
    "",
    ...(empty.length === 0 ? [] : ["Empty cells:", "", ...named(empty), ""]),
    ...tables,
  ];
}

function named(empty: ReturnType<Coverage["empty"]>): string[] {
  const lines = new Map<string, string[]>();
  for (const { boundary, kind, control } of empty) {
    const key = `${kind} (${boundary})`;
    lines.set(key, [...(lines.get(key) ?? []), control]);
  }
  return [...lines].map(([key, controls]) => `- ${key}: ${controls.length === CONTROL_FLOW.length ? "all" : controls.join(", ")}`);
}

function right(counts: Counts): number {
  return VERDICTS.reduce((sum, verdict) => sum + (isRight(verdict) ? (counts[verdict] ?? 0) : 0), 0);
}

function percent(part: number, of: number): string {
  return of === 0 ? "-" : `${((100 * part) / of).toFixed(1)}%`;
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
