/** Stacks, coverage and breakpoints point where they point without hindlog, in every door. */
import { expect, test } from "vitest";
import { makeProject, type Outcome } from "../support/project.ts";
import { DOORS, projectFiles } from "./door.ts";
import { coverage, fixture, stopsAt, STOPS } from "./positions.ts";

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

test.each(DOORS)("$door, $format: a debugger stops at the lines of the sources, as often as without hindlog, and sees the same values", async (door) => {
  const project = makeProject(projectFiles(door.format, { "src/debugged.ts": fixture("debugged.ts") }), `${door.door}-${door.format}`);
  const stops = async (hindlog: "on" | "off"): Promise<string> => {
    const args = await door.build(project, hindlog === "on");
    return stopsAt(project, "src/debugged.ts", args("debugged"), hindlog);
  };
  const plain = await stops("off");
  expect(plain.split("\n")).toEqual(expect.arrayContaining([...STOPS]));
  expect(await stops("on")).toBe(plain);
});
