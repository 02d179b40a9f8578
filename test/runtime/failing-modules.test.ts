/** Modules that throw behind an await at their top are over: nothing that runs later counts as running beside them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readPack } from "../../runtime/format/checkpoint.ts";
import { makeProject, REPOSITORY } from "../programs/support/project.ts";

const PROGRAM = fileURLToPath(new URL("cases/failing-modules", import.meta.url));
const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");

test("a loop that runs behind them has checkpoints; one that runs while a module waits has none", async () => {
  const files = readdirSync(PROGRAM).map((file): [string, string] => [file, readFileSync(join(PROGRAM, file), "utf8")]);
  const project = makeProject(Object.fromEntries(files));
  const run = (env: Readonly<Record<string, string>>) => project.run(process.execPath, ["--import", REGISTER, "main.ts"], { env });
  const plain = await run({ HINDLOG: "off" });
  expect(plain).toMatchObject({ status: 0, stderr: "" });
  expect(await run({ HINDLOG: "on", HINDLOG_CHECKPOINTS: "all" })).toEqual(plain);
  const runs = join(project.root, ".hindlog/runs");
  const saved = readPack(readFileSync(join(runs, readdirSync(runs)[0]!, "checkpoints/pack"))).entries.map((entry) => entry.meta.key);
  const worked = plain.stdout.split("\n").filter((line) => line.endsWith(" 2"));
  expect(worked).toHaveLength(10);
  expect(worked.filter((_, entry) => !saved.some((key) => key.endsWith(`work.ts#0.${entry}`)))).toEqual(["while one waits 2"]);
});
