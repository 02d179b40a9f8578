/** Records lie in the iteration whose execution led to them. Each program logs, as value, the context it expects. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../runtime/format/bytes.ts";
import { decodeValue } from "../../runtime/format/value.ts";
import { readJournal } from "../../runtime/format/journal.ts";
import type { ContextRow, JournalRow } from "../../runtime/format/journal-rows.ts";
import { pathOf } from "./context-path.ts";
import { makeProject, REPOSITORY } from "../programs/support/project.ts";

const PROGRAMS = fileURLToPath(new URL("cases/contexts", import.meta.url));
const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");

describe.each(readdirSync(PROGRAMS))("%s", (file) => {
  test.each(["all", "off"])("checkpoints %s", async (checkpoints) => {
    const project = makeProject({ [file]: readFileSync(join(PROGRAMS, file), "utf8") });
    const outcome = await project.run(process.execPath, ["--import", REGISTER, file], { env: { HINDLOG: "on", HINDLOG_CHECKPOINTS: checkpoints } });
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    const runs = join(project.root, ".hindlog/runs");
    const { rows } = readJournal(readFileSync(join(runs, readdirSync(runs)[0]!, "journal")));
    const records = rows.flatMap((row) =>
      row.type === "log" ? [{ expected: decodeValue(new ByteReader(row.bytes)), got: pathOf(rows, row.context, (level) => nameOf(rows, level)) }] : [],
    );
    expect(records.length).toBeGreaterThan(10);
    expect(records.filter(({ expected, got }) => expected !== got)).toEqual([]);
  });
});

/** The name of the loop. */
function nameOf(rows: readonly JournalRow[], row: ContextRow): string {
  const module = rows.find((candidate) => candidate.type === "module" && candidate.module === row.module)!;
  return (module.type === "module" && module.descriptor.loops[row.loop]!.name) || "";
}
