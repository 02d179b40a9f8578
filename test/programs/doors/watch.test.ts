/** `tspc -w`: what is compiled after a change is instrumented as well, and each run is of the version that was compiled last. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { launch } from "../support/child.ts";
import { makeProject, REPOSITORY, type Project } from "../support/project.ts";
import { cells, json, runIds, type Row } from "../support/rows.ts";
import { linkPackages, projectFiles } from "./door.ts";

const main = (factor: number, statement = ""): string => `import { grow } from "./grow.js";
let level = 1;
for (let round = 0; round < 4; round++) {
  ${statement}
  level = grow(level) * ${factor};
  console.log("level", level);
}
`;
const GROW = `export function grow(level: number): number {
  let sum = level;
  for (let i = 0; i < 3; i++) sum += i;
  return sum;
}
`;

/** Looks until the compiler has written what has the text. */
async function written(file: string, text: string): Promise<void> {
  while (!existsSync(file) || !readFileSync(file, "utf8").includes(text)) await sleep(50);
}

const run = (project: Project): ReturnType<Project["run"]> => project.run(process.execPath, ["dist/main.js"], { env: { HINDLOG_CHECKPOINTS: "all" } });

test("a change is compiled and instrumented; both runs keep the version that they ran, and a statement added last gets its past in both", async () => {
  const project = makeProject({
    ...projectFiles("module", { "src/main.ts": main(1), "src/grow.ts": GROW }),
  });
  linkPackages(project, ["typescript", "ts-patch"]);
  const watcher = launch(process.execPath, [join(REPOSITORY, "node_modules/ts-patch/bin/tspc.js"), "-w", "-p", ".", "--preserveWatchOutput"], {
    cwd: project.root,
  });
  onTestFinished(() => void watcher.kill());
  let printed = "";
  watcher.stdout!.on("data", (text: Buffer) => (printed += text.toString()));
  const output = join(project.root, "dist/main.js");
  await written(output, "* 1");
  expect(await run(project)).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("level 13\n") as string });

  project.write({ "src/main.ts": main(2) });
  await written(output, "* 2");
  expect(readFileSync(output, "utf8")).toContain("hindlog/runtime");
  expect(await run(project)).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("level 106\n") as string });
  expect(printed).not.toContain("error TS");

  const [first = "", second = ""] = await runIds(project);
  expect((await cells(project, "level", first)).map((row) => row["level"])).toEqual([4, 7, 10, 13]);
  expect((await cells(project, "level", second)).map((row) => row["level"])).toEqual([8, 22, 50, 106]);
  project.write({ "src/main.ts": main(2, 'console.log("before", level);') });
  const report = json<{ cells: Row[] }>(await project.hindlog(["backfill", "before", "--yes", "--format", "json"]));
  const found = (id: string): unknown[] => report.cells.filter((cell) => cell["run"] === id).map(({ value, verdict }) => [value, verdict]);
  expect(found(first)).toEqual([1, 4, 7, 10].map((value) => [value, "verified"]));
  expect(found(second)).toEqual([1, 8, 22, 50].map((value) => [value, "verified"]));
});
