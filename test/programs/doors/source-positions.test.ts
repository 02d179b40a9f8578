/** Stacks and coverage point where they point without hindlog, in every door. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeProject, REPOSITORY, type Outcome, type Project } from "../support/project.ts";
import { DOORS, projectFiles } from "./door.ts";

const fixture = (name: string): string => readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), "utf8");

test.each(DOORS)("$door, $format: stacks and coverage are those of the program without hindlog", async (door) => {
  const sources = { "src/main.ts": fixture("throws.ts"), "src/half-run.ts": fixture("half-run.ts") };
  const project = makeProject(projectFiles(door.format, sources), `${door.door}-${door.format}`);
  const observe = async (instrument: boolean): Promise<{ thrown: Outcome; covered: string[] }> => {
    const args = await door.build(project, instrument);
    const env = { HINDLOG: instrument ? "on" : "off" };
    const raw = `coverage-${instrument}`;
    const thrown = await project.run(process.execPath, args("main"), { env });
    const ended = await project.run(process.execPath, args("half-run"), { env: { ...env, NODE_V8_COVERAGE: raw } });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    return { thrown, covered: await coverage(project, raw) };
  };
  const plain = await observe(false);
  expect(plain.thrown).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/src\/main\.ts:\d+:\d+/) as string,
    stderr: expect.stringMatching(/src\/main\.ts:\d+:\d+/) as string,
  });
  expect(plain.covered).toContain("DA:7,0");
  const instrumented = await observe(true);
  expect(instrumented.thrown.stdout).toBe(plain.thrown.stdout);
  expect(instrumented).toEqual(plain);
});

/** Lines and functions with their counts. A line that only closes a block is left out: whether c8 counts it depends on how far its brace is indented in the output. */
async function coverage(project: Project, raw: string): Promise<string[]> {
  const c8 = join(REPOSITORY, "node_modules/c8/bin/c8.js");
  const report = ["report", "--temp-directory", raw, "--reporter=lcovonly", "--reports-dir", `${raw}-report`, "--exclude-after-remap", "--include", "src/**"];
  expect(await project.run(process.execPath, [c8, ...report])).toMatchObject({ status: 0, stderr: "" });
  const source = readFileSync(join(project.root, "src/half-run.ts"), "utf8").split("\n");
  const lines = readFileSync(join(project.root, `${raw}-report/lcov.info`), "utf8").split("\n");
  return lines.filter((line) => /^(SF|FN|FNDA|DA):/.test(line) && !/^[\s});]*$/.test(source[Number(/^DA:(\d+)/.exec(line)?.[1] ?? 1) - 1] ?? ""));
}
