/**
 * Whole programs, of all kinds that people write: instrumented they behave as they do plain, and resumed anywhere they give the rest of the run,
 * or say by name why not. `npm run state` writes what came of it to docs/state.md.
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { prove, type Proof } from "./support/prove.ts";
import { statePage } from "./support/state-page.ts";
import { wholePrograms } from "./support/whole-program.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-whole-")));
const proofs: Proof[] = [];

afterAll(() => {
  rmSync(base, { recursive: true, force: true });
  const page = process.env["HINDLOG_STATE_PAGE"];
  const sorted = proofs.sort((a, b) => (a.program.name < b.program.name ? -1 : 1));
  if (page !== undefined) writeFileSync(page, statePage(sorted, "npm run state"));
});

/** A dozen processes each; the limit only ends what hangs. */
const LIMIT_MS = 600_000;

describe.concurrent("whole programs", { timeout: LIMIT_MS }, () => {
  test.for(wholePrograms().map((program) => [program.name, program] as const))("%s", async ([name, program], { expect }) => {
    const proof = await prove(program, join(base, name));
    proofs.push(proof);
    expect(proof.lines, "a program that prints nothing proves nothing").toBeGreaterThan(0);
    expect.soft(proof.visible).toEqual([]);
    expect.soft(proof.faithful.tried.filter(({ result }) => result === "mismatch")).toEqual([]);
  });
});
