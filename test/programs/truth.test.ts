/**
 * Truth by execution: what backfilling says a past run would have logged is what it does log when the statement is written into
 * that version by hand and the program runs again from scratch, with the same seed and arguments.
 */
import { describe, expect, test } from "vitest";
import { namesOf, programCases, versionFiles } from "./support/case.ts";
import { makeProject } from "./support/project.ts";
import { byPlace, cells, json, record, runIds, type Row } from "./support/rows.ts";

const ENTRY = "src/main.ts";

interface Report {
  readonly cells: readonly Row[];
  readonly refused: readonly Row[];
}

describe.each(programCases())("$name", ({ name, versions }) => {
  const newest = versions.at(-1) ?? "";
  const seeds = versions.map((_, index) => 11 + index);

  test("every cell is there and equals the program run with the statement in it", async () => {
    const names = namesOf(name, newest);
    const past = makeProject({}, "past");
    const truth = makeProject({}, "truth");
    for (const [index, version] of versions.entries()) {
      past.write(versionFiles(name, version, false));
      await record(past, ["--seed", String(seeds[index]), ENTRY]);
      truth.write(versionFiles(name, version, true));
      await record(truth, ["--seed", String(seeds[index]), ENTRY]);
    }
    past.write(versionFiles(name, newest, true));

    const backfill = await past.hindlog(["backfill", ...names, "--yes", "--format", "json"]);
    const report = json<Report>(backfill);
    expect(report.refused).toEqual([]);
    expect(report.cells.filter((cell) => cell["verdict"] === "diverged")).toEqual([]);

    const [pastRuns, truthRuns] = [await runIds(past), await runIds(truth)];
    expect(pastRuns).toHaveLength(versions.length);
    for (const [index, version] of versions.entries()) {
      for (const statement of names) {
        const expected = await cells(truth, statement, truthRuns[index] ?? "");
        expect(expected.length, `${statement} of version ${version} by hand`).toBeGreaterThan(0);
        expect(byPlace(await cells(past, statement, pastRuns[index] ?? "")), `${statement} of version ${version}`).toEqual(byPlace(expected));
      }
    }
  });
});
