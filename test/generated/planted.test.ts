/** The oracle of generated programs sees bugs: each planted one must be caught, and without any there is nothing to catch. */
import { rmSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { programOf } from "./arbitrary.ts";
import { checkBatch } from "./check.ts";
import { plant, PLANTED, type Planted } from "./planted.ts";
import { loadPackage, type BatchProgram } from "./processes.ts";
import { render } from "./render.ts";
import { failures } from "./shrink.ts";

const SEED = 20;
const PROGRAMS = 8;

describe("a planted bug is caught", () => {
  test.each(PLANTED)("$name", async (planted) => {
    const root = plant(planted);
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const found = failures(await checkBatch(programsFor(planted), await loadPackage(root), SEED, [planted.boundary ?? "middle"]));
    expect(found.filter((one) => one.failure !== "leak").length).toBeGreaterThan(0);
  });
});

/** The first programs that can show a bug: that have its kind of state, and whose main loop can be restored at all. */
function programsFor({ kinds }: Planted): BatchProgram[] {
  const programs: BatchProgram[] = [];
  for (let number = 0; programs.length < PROGRAMS; number++) {
    const rendered = render(programOf(SEED, number).value, `p${number}`, false);
    const { features } = rendered;
    const isPlain = features.main.startsWith("for let") || features.main === "while" || features.main === "for of array";
    // A class in its own static block is not known yet: such programs are never verified.
    if (isPlain && features.place !== "static block" && (kinds === undefined || features.kinds.some((kind) => kinds.includes(kind))))
      programs.push({ number, draws: number, rendered });
  }
  return programs;
}
