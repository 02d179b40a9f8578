/** Makes a failing program small: fast-check proposes smaller ones, and the oracle tries them a batch at a time. */
import { PROGRAM, programOf } from "./arbitrary.ts";
import { BOUNDARIES, type Boundary } from "./boundaries.ts";
import { checkBatch, type BatchResult } from "./check.ts";
import type { Program } from "./program.ts";
import type { Package } from "./processes.ts";
import { render } from "./render.ts";

/** A way to fail, kept while a program shrinks. `changed`: by instrumentation; `leak`: the runtime is not as before. */
export type Failure = "changed" | "leak" | "silent" | "flagged" | "broken" | "unfaithful";

/** One failing program. */
export interface Failing {
  readonly number: number;
  readonly failure: Failure;
  readonly boundary: Boundary | null;
  readonly reason: string;
}

/** All failures of a batch. */
export function failures(result: BatchResult): Failing[] {
  return [
    ...result.changed.map(({ number, reason }) => ({ number, failure: "changed" as const, boundary: null, reason })),
    ...result.leaks.map(({ number, reason }) => ({ number, failure: "leak" as const, boundary: null, reason })),
    ...result.findings.flatMap(({ number, boundary, verdict, reason }) =>
      verdict === "silent" || verdict === "flagged" || verdict === "unfaithful" || (verdict === "broken" && reason !== "changed by instrumentation")
        ? [{ number, failure: verdict, boundary, reason }]
        : [],
    ),
  ];
}

/** Candidates that are tried at once, and how many of these batches a step may take. */
const AT_ONCE = 16;
const BATCHES = 4;

/** The smallest program found that fails in the same way, with how it fails. @param limitMs - for all of it. */
export async function shrink(failing: Failing, package_: Package, seed: number, limitMs: number): Promise<{ program: Program; failing: Failing }> {
  let best = programOf(seed, failing.number);
  let how = failing;
  const seen = new Set<string>();
  const end = performance.now() + limitMs;
  for (let isSmaller = true; isSmaller && performance.now() < end;) {
    isSmaller = false;
    const stream = PROGRAM.shrink(best.value, best.context)[Symbol.iterator]();
    for (let batch = 0; batch < BATCHES && !isSmaller && performance.now() < end; batch++) {
      const candidates = [];
      for (let next = stream.next(); !next.done; next = stream.next()) {
        const rendered = render(next.value.value, `p${candidates.length}`, false);
        const text = rendered.text.replaceAll(/\bp\d+-other/g, "other") + String(rendered.other);
        if (seen.has(text)) continue;
        seen.add(text);
        candidates.push({ value: next.value, rendered });
        if (candidates.length === AT_ONCE) break;
      }
      if (candidates.length === 0) break;
      const programs = candidates.map(({ rendered }, number) => ({ number, rendered, draws: failing.number }));
      const kinds = how.boundary === null ? [] : BOUNDARIES;
      const found = failures(await checkBatch(programs, package_, seed, kinds)).find((other) => other.failure === failing.failure);
      if (found === undefined) continue;
      best = candidates[found.number]!.value as typeof best;
      how = { ...found, number: failing.number };
      isSmaller = true;
    }
  }
  return { program: best.value, failing: how };
}
