/** What was tried: counts by boundary, kind of state and control flow. */
import { BOUNDARIES, type Boundary } from "./boundaries.ts";
import type { Finding, Verdict } from "./check.ts";
import { KINDS } from "./kinds/index.ts";
import { CALLS } from "./program.ts";
import type { Features } from "./render.ts";

/** Control flow that is counted, in the order of the tables. */
export const CONTROL_FLOW: readonly string[] = [
  "none",
  "if",
  "switch",
  "break",
  "continue",
  "labelled break",
  "labelled continue",
  "return",
  "return through loops",
  "throw",
  "catch",
  "finally",
  "exit",
  "await",
  "stored closure",
  "function called",
  ...CALLS.filter((call) => call !== "function"),
];

/** Counts of verdicts. */
export type Counts = Partial<Record<Verdict, number>>;

/** All counts of a run. */
export class Coverage {
  programs = 0;
  boundaries = 0;
  readonly byBoundary = new Map<Boundary, Counts>();
  readonly reasons = new Map<string, number>();
  readonly doubts = new Map<string, number>();
  /** Verdicts at the middle boundary. */
  readonly middleByKind = new Map<string, Counts>();
  readonly middleByForm = new Map<string, Counts>();
  readonly middleByPlace = new Map<string, Counts>();
  /** Programs that came out right behind at least one restored boundary. */
  restoredPrograms = new Set<number>();
  readonly #cells = new Map<string, number>();

  /** Counts one finding of a program. */
  add(finding: Finding, features: Features): void {
    const { boundary, verdict, reason } = finding;
    count(this.byBoundary, boundary, verdict);
    if (verdict === "refused") increase(this.reasons, general(reason));
    if (verdict === "unverifiable" || verdict === "doubted") increase(this.doubts, `${verdict}: ${general(reason)}`);
    if (isRight(verdict)) this.restoredPrograms.add(finding.number);
    if (boundary === "middle") {
      for (const kind of features.kinds) count(this.middleByKind, kind, verdict);
      count(this.middleByForm, features.main, verdict);
      count(this.middleByPlace, features.place, verdict);
    }
    if (verdict !== "exact") return;
    for (const kind of features.kinds) for (const control of features.controls) increase(this.#cells, `${boundary}\0${kind}\0${control}`);
  }

  /** How many exact replays a cell has. */
  cell(boundary: Boundary, kind: string, control: string): number {
    return this.#cells.get(`${boundary}\0${kind}\0${control}`) ?? 0;
  }

  /** Cells without any. */
  empty(): { boundary: Boundary; kind: string; control: string }[] {
    return BOUNDARIES.flatMap((boundary) =>
      KINDS.flatMap((kind) =>
        CONTROL_FLOW.filter((control) => this.cell(boundary, kind.name, control) === 0).map((control) => ({ boundary, kind: kind.name, control })),
      ),
    );
  }
}

/** Whether the rest of the run came out right. */
export function isRight(verdict: Verdict): boolean {
  return verdict === "exact" || verdict === "unverifiable";
}

function count<K>(into: Map<K, Counts>, key: K, verdict: Verdict): void {
  const counts = into.get(key) ?? {};
  counts[verdict] = (counts[verdict] ?? 0) + 1;
  into.set(key, counts);
}

function increase(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1);
}

/** A reason without the names of one program. */
function general(reason: string): string {
  return reason
    .replaceAll(/\bp\d+(-other)?\.ts:/g, "")
    .replaceAll(/\bs\d+_/g, "")
    .replaceAll(/\bs\d+\b/g, "s")
    .replaceAll(/\d+/g, "n")
    .replace(/^[\w.[\]()~",]+ (is|holds) /, "$1 ");
}
