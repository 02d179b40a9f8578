/** Whether packages are what they were is asked of the disk: what was written, came, went or leads elsewhere since. */
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import type { ModuleRow } from "../../../../runtime/format/journal-rows.ts";
import { arePackagesUntouched } from "../../../../server/replay/packages/untouched-packages.ts";
import { makeProject, type Project } from "../../../programs/support/project.ts";

const FILES = {
  "node_modules/scale/package.json": `{ "name": "scale", "version": "1.0.0", "dependencies": { "factor": "1" } }`,
  "node_modules/scale/lib/index.js": "exports.scale = 2;\n",
  "node_modules/scale/node_modules/factor/package.json": `{ "name": "factor", "version": "1.0.0" }`,
  "node_modules/scale/node_modules/factor/index.js": "exports.factor = 2;\n",
  "node_modules/factor/package.json": `{ "name": "factor", "version": "2.0.0" }`,
  "node_modules/other/package.json": `{ "name": "other", "version": "1.0.0" }`,
  "packages/part/package.json": `{ "name": "part" }`,
};
const USES = `import { scale } from "scale";\nconsole.log(scale);\n`;

async function isUntouchedAfter(change: (project: Project) => void, text = USES, path = "src/main.ts", files = FILES): Promise<boolean> {
  const project = makeProject(files);
  await wait(50);
  const beganMs = Date.now();
  await wait(50);
  change(project);
  const modules = [{ path, file: path, descriptor: { text, options: {} } }] as unknown as ModuleRow[];
  return arePackagesUntouched({ projectRoot: project.root, root: project.root, modules }, beganMs);
}

it("changes of packages that the program does not need are none", async () => {
  expect(await isUntouchedAfter(() => undefined)).toBe(true);
  const others = { "node_modules/other/index.js": "", "node_modules/new/package.json": "{}", "package-lock.json": "{}" };
  expect(await isUntouchedAfter(({ write }) => write(others))).toBe(true);
});

it.each<[string, (project: Project) => void]>([
  ["a file is written", ({ write }) => write({ "node_modules/scale/lib/index.js": "exports.scale = 3;\n" })],
  ["a file comes", ({ write }) => write({ "node_modules/scale/lib/more.js": "" })],
  ["one that it needs is written", ({ write }) => write({ "node_modules/scale/node_modules/factor/index.js": "" })],
  ["one that it needs is found further up", ({ root }) => rmSync(join(root, "node_modules/scale/node_modules/factor"), { recursive: true })],
  ["it is gone", ({ root }) => rmSync(join(root, "node_modules/scale"), { recursive: true })],
  [
    "a link leads elsewhere",
    ({ root }) => {
      rmSync(join(root, "node_modules/scale"), { recursive: true });
      symlinkSync(join(root, "node_modules/other"), join(root, "node_modules/scale"), "dir");
    },
  ],
])("%s", async (_name, change) => {
  expect(await isUntouchedAfter(change)).toBe(false);
});

it("what is named at run time, and what a part of a workspace may have had nearer, is not known", async () => {
  for (const name of ["process.argv[2]", '"sc" + end', "`${start}le`"]) expect(await isUntouchedAfter(() => undefined, `await import(${name});\n`)).toBe(false);
  for (const name of ['"scale"', "`scale`", '"./part/" + name', "'scale', { with: {} }"])
    expect(await isUntouchedAfter(() => undefined, `await import(${name});\n`)).toBe(true);
  const plugins = { ...FILES, "node_modules/scale/lib/index.js": "exports.load = (name) => require(name);\n" };
  expect(await isUntouchedAfter(() => undefined, USES, "src/main.ts", plugins)).toBe(false);
  expect(await isUntouchedAfter(() => undefined, USES, "packages/part/main.ts")).toBe(false);
});
