/**
 * Whole programs, of all kinds that people write: instrumented they behave as they do plain, and resumed anywhere they give the rest of the run,
 * or say by name why not. `npm run state` writes what came of it to docs/state.md.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { prove } from "./support/prove.ts";
import { keepState } from "./support/state-page.ts";
import { wholePrograms } from "./support/whole-program.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-whole-")));

afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

/** A dozen processes each; the limit only ends what hangs. */
const LIMIT_MS = 600_000;

describe.concurrent("whole programs", { timeout: LIMIT_MS }, () => {
  test.for(wholePrograms().map((program) => [program.name, program] as const))("%s", async ([name, program], { expect }) => {
    const proof = await prove(program, join(base, name));
    if (process.env["HINDLOG_KEEP_STATE"] !== undefined) keepState(proof);
    expect(proof.lines, "a program that prints nothing proves nothing").toBeGreaterThan(0);
    expect.soft(proof.visible).toEqual([]);
    expect.soft(proof.faithful.tried.filter(({ result }) => result === "mismatch")).toEqual([]);
  });
});
