/**
 * Programs compiled for older targets: async functions, generators, classes with private members, spread and destructuring are written out by the
 * compiler behind the instrumentation. They behave as they do plain, and resume as they do on newer targets.
 * `HINDLOG_TEST_TARGETS=es2015,es2017 HINDLOG_TEST_PROGRAMS=all` tries every whole program.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { prove } from "./support/prove.ts";
import { wholePrograms } from "./support/whole-program.ts";

const TARGETS = (process.env["HINDLOG_TEST_TARGETS"] ?? "es2015").split(",");
/** One for each thing that is written out: async functions, async generators, generators, private members, decorators, JSX. */
const PROGRAMS = process.env["HINDLOG_TEST_PROGRAMS"] ?? "await-pipeline,async-pages,lazy-sequences,matrix-accessors,decorators,tsx-report";

const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-targets-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const chosen = wholePrograms().filter(({ name }) => PROGRAMS === "all" || PROGRAMS.split(",").includes(name));
const cases = TARGETS.flatMap((target) => chosen.map((program) => ({ name: program.name, program, target })));

describe("older targets", { timeout: 600_000 }, () => {
  test.each(cases)("$name for $target", async ({ name, program, target }) => {
    const proof = await prove({ ...program, target }, join(base, `${name}-${target}`));
    expect(proof.lines).toBeGreaterThan(0);
    expect.soft(proof.visible).toEqual([]);
    expect.soft(proof.faithful.tried.filter(({ result }) => result === "mismatch")).toEqual([]);
  });
});
