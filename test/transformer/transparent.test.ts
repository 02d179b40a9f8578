/** An instrumented program prints, throws and returns what the plain one does. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { makeProject, REPOSITORY } from "../programs/support/project.ts";

const PROGRAMS = fileURLToPath(new URL("programs", import.meta.url));
const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");

describe.each(readdirSync(PROGRAMS))("%s", (name) => {
  test("plain and instrumented, with and without checkpoints", async () => {
    const folder = join(PROGRAMS, name);
    const files = name.includes(".")
      ? { [name]: readFileSync(folder, "utf8") }
      : Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]));
    const entry = name.includes(".") ? name : Object.keys(files).find((file) => file.startsWith("main."))!;
    const project = makeProject(files);
    const run = (env: Readonly<Record<string, string>>): Promise<unknown> => project.run(process.execPath, ["--import", REGISTER, entry], { env });
    const plain = await run({ HINDLOG: "off" });
    expect(plain).toMatchObject({ stdout: expect.stringMatching(/\S/) as string });
    for (const checkpoints of ["all", "adaptive", "off"]) expect(await run({ HINDLOG: "on", HINDLOG_CHECKPOINTS: checkpoints })).toEqual(plain);
  });
});
