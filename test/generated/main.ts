/**
 * `npm run generated -- --programs N --seed S`: many generated programs, and what they showed as docs/generated.md (or `--report FILE`).
 * `--from K` begins with program K; `--only K` checks, shrinks and shows that program; failing programs are written to .generated/.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { programOf } from "./arbitrary.ts";
import { checkBatch } from "./check.ts";
import { Coverage } from "./coverage.ts";
import { loadPackage, type BatchProgram, type Package } from "./processes.ts";
import { render } from "./render.ts";
import { middleShare, report } from "./report.ts";
import { failures, shrink, type Failing } from "./shrink.ts";
import { singleFile } from "./single-file.ts";

/** Programs in one process. */
const SIZE = 30;
/** Batches under way at once. */
const AT_ONCE = 2;
/** How long one failing program is made smaller, and how many of a kind. */
const SHRINK_MS = 60_000;
const SHRUNK = 3;

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    only: { type: "string" },
    report: { type: "string", default: "docs/generated.md" },
    shrink: { type: "string", default: String(SHRUNK) },
  },
});
const seed = Number(values.seed);
const package_ = await loadPackage();
process.exitCode = values.only === undefined ? await runMany(Number(values.from), Number(values.programs)) : await runOne(Number(values.only));

async function runMany(from: number, count: number): Promise<number> {
  const coverage = new Coverage();
  const failing: Failing[] = [];
  const began = performance.now();
  let next = from;
  const work = async (): Promise<void> => {
    while (next < from + count) {
      const first = next;
      next += SIZE;
      const programs = batchOf(first, Math.min(first + SIZE, from + count));
      failing.push(...(await check(programs, package_, coverage)));
      progress(coverage, count, performance.now() - began, failing.length);
      // A run that is stopped has its report all the same.
      write(coverage, failing, began);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  write(coverage, failing, began);
  const seconds = (performance.now() - began) / 1000;
  const { right, of } = middleShare(coverage);
  console.log(
    `${count} programs, ${coverage.boundaries} boundaries, ${Math.round(seconds)} s; right behind a middle boundary: ${right} of ${of}; ${failing.length} failures`,
  );
  await shrinkSome(failing, Number(values.shrink));
  return failing.length > 0 ? 1 : 0;
}

function write(coverage: Coverage, failing: Failing[], began: number): void {
  failing.sort((a, b) => a.number - b.number);
  writeFileSync(values.report, report(coverage, { programs: coverage.programs, seed, seconds: (performance.now() - began) / 1000, failing }));
}

function batchOf(first: number, end: number): BatchProgram[] {
  const programs: BatchProgram[] = [];
  // Only the last program of a process may end it.
  for (let number = first; number < end; number++)
    programs.push({ number, draws: number, rendered: render(programOf(seed, number).value, `p${number}`, number === end - 1) });
  return programs;
}

async function check(programs: readonly BatchProgram[], from: Package, coverage: Coverage): Promise<Failing[]> {
  const result = await checkBatch(programs, from, seed);
  coverage.programs += programs.length;
  coverage.boundaries += result.boundaries;
  for (const finding of result.findings) coverage.add(finding, programs.find((program) => program.number === finding.number)!.rendered.features);
  const failing = failures(result);
  for (const one of failing) console.log(`${one.number} ${one.failure} ${one.boundary ?? ""}: ${one.reason.slice(0, 400)}`);
  return failing;
}

function progress(coverage: Coverage, count: number, ms: number, failed: number): void {
  const left = (ms / coverage.programs) * (count - coverage.programs);
  process.stderr.write(`${coverage.programs} of ${count} programs, ${Math.round(ms / 1000)} s, about ${Math.round(left / 1000)} s left, ${failed} failures\n`);
}

/** A few of each way to fail are made small and written as one file each. */
async function shrinkSome(failing: readonly Failing[], most: number): Promise<void> {
  const taken = new Map<string, number>();
  for (const one of failing) {
    const count = taken.get(one.failure) ?? 0;
    if (count >= most || failing.find((other) => other.number === one.number) !== one) continue;
    taken.set(one.failure, count + 1);
    await writeSmall(one);
  }
}

async function writeSmall(one: Failing): Promise<void> {
  const { program, failing } = await shrink(one, package_, seed, SHRINK_MS);
  mkdirSync(".generated", { recursive: true });
  const file = join(".generated", `${seed}-${one.number}-${one.failure}.ts`);
  writeFileSync(file, singleFile(program, failing, seed));
  console.log(`${file}: ${failing.reason.slice(0, 300)}`);
}

async function runOne(number: number): Promise<number> {
  const programs = [{ number, draws: number, rendered: render(programOf(seed, number).value, `p${number}`, false) }];
  const result = await checkBatch(programs, package_, seed);
  for (const finding of result.findings) console.log(`${finding.boundary}: ${finding.verdict} ${finding.reason}`);
  const [failing] = failures(result);
  if (failing === undefined) {
    console.log(programs[0]!.rendered.text);
    return 0;
  }
  await writeSmall(failing);
  return 1;
}
