/** Some generated programs, always the same ones: plain = instrumented = replayed from boundaries of every kind. Many more: `npm run generated`. */
import { expect, test } from "vitest";
import { programOf } from "./arbitrary.ts";
import { checkBatch } from "./check.ts";
import { Coverage } from "./coverage.ts";
import { loadPackage, type BatchProgram } from "./processes.ts";
import { render } from "./render.ts";
import { failures } from "./shrink.ts";

const SEED = 2211;
const BATCHES = 3;
const SIZE = 30;

/** Only ends what hangs: a busy machine takes minutes. */
const LIMIT_MS = 900_000;

test(
  `${BATCHES * SIZE} generated programs print the same plain, instrumented and replayed`,
  async () => {
    const package_ = await loadPackage();
    const coverage = new Coverage();
    for (const programs of batches()) {
      const result = await checkBatch(programs, package_, SEED);
      expect(failures(result)).toEqual([]);
      for (const finding of result.findings) coverage.add(finding, programs.find((program) => program.number === finding.number)!.rendered.features);
    }
    // Where nothing is restored, nothing can differ.
    expect(coverage.restoredPrograms.size).toBeGreaterThan((BATCHES * SIZE) / 3);
  },
  LIMIT_MS,
);

test("a program is made again from its seed and number", () => {
  expect(programOf(SEED, 5).value).toEqual(programOf(SEED, 5).value);
  expect(programOf(SEED, 5).value).not.toEqual(programOf(SEED, 6).value);
});

function batches(): BatchProgram[][] {
  const all: BatchProgram[] = [];
  for (let number = 0; number < BATCHES * SIZE; number++) {
    const mayExit = number % SIZE === SIZE - 1;
    all.push({ number, draws: number, rendered: render(programOf(SEED, number).value, `p${number}`, mayExit) });
  }
  return Array.from({ length: BATCHES }, (_, index) => all.slice(index * SIZE, (index + 1) * SIZE));
}
