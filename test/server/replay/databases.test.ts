/** Programs that keep what they know in a database of `node:sqlite`, which asks no permission and goes past `node:fs`. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { backfill, recordedProject, rowsOf } from "./recorded-project.ts";

const isThere = process.getBuiltinModule?.("node:sqlite") !== undefined;

const program = (place: string): string => `import { DatabaseSync } from "node:sqlite";
import { log } from "hindlog";
const db = new DatabaseSync(${JSON.stringify(place)});
db.exec("CREATE TABLE IF NOT EXISTS step (number INTEGER PRIMARY KEY, value REAL)");
const count = (): number => (db.prepare("SELECT count(*) AS n FROM step").get() as { n: number }).n;
for (let epoch = 0; epoch < 8; epoch++) {
  db.prepare("INSERT INTO step (value) VALUES (?)").run(Math.random());
  if (epoch < 2) console.log("epoch", epoch);
  log("count", count()); //+
}
`;

describe.runIf(isThere)("databases", () => {
  it.each(["steps.db", ":memory:"])("begin as they did in the past run, and are not restored: %s", async (place) => {
    const project = await recordedProject({ "src/main.ts": program(place) }, { env: { NODE_OPTIONS: "--disable-warning=ExperimentalWarning" } });
    const result = await backfill(project, { targets: ["count"], where: "epoch > 5" });
    expect(result.cells.map(({ verdict }) => verdict)).toEqual(["verified", "verified"]);
    expect(rowsOf(result, "count").map((row) => (row as { count: number }).count)).toEqual([7, 8]);
  });

  it("elsewhere are left alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hindlog-"));
    const [opened, attached, copied] = ["opened.db", "attached.db", "copied.db"].map((name) => join(folder, name)) as [string, string, string];
    const text = `import { DatabaseSync } from "node:sqlite";
import { log } from "hindlog";
const refused: boolean[] = [];
const tried = (work: () => unknown): void => {
  try {
    work();
    refused.push(false);
  } catch {
    refused.push(true);
  }
};
for (let step = 0; step < 2; step++) {
  console.log("step", step);
  tried(() => new DatabaseSync(${JSON.stringify(opened)}).exec("CREATE TABLE IF NOT EXISTS t (a)"));
  tried(() => new DatabaseSync(new URL(${JSON.stringify(`file://${opened}`)})).exec("CREATE TABLE IF NOT EXISTS t (a)"));
  tried(() => new DatabaseSync(":memory:").exec(${JSON.stringify(`ATTACH '${attached}' AS a; CREATE TABLE IF NOT EXISTS a.t (b)`)}));
  tried(() => new DatabaseSync(":memory:").exec(${JSON.stringify(`VACUUM INTO '${copied}'`)}));
  log("refused", refused.join()); //+
}
`;
    const project = await recordedProject({ "src/main.ts": text }, { checkpoints: "off", env: { NODE_OPTIONS: "--disable-warning=ExperimentalWarning" } });
    for (const file of readdirSync(folder)) rmSync(join(folder, file));
    const { cells } = await backfill(project, { targets: ["refused"] });
    expect(cells[0]!.value).toBe("true,true,true,true");
    expect(cells.map(({ verdict }) => verdict)).not.toContain("verified");
    expect(readdirSync(folder)).toEqual([]);
  });
});
