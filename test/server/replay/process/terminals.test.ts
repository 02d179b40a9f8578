/** Programs that draw on a terminal: a replay's output is a pipe. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { makeProject } from "../../../programs/support/project.ts";
import { backfill, versions } from "../recorded-project.ts";

const TEXT = `import { isatty } from "node:tty";
const width = process.stdout.columns;
let best = 1;
for (let step = 0; step < 5; step++) {
  best *= Math.random();
  process.stdout.clearLine(0);
  process.stdout.cursorTo(0);
  process.stdout.write(\`\${step} \${"#".repeat(width - 60)} \${best}\`);
  console.log("inverse", 1 / best); //+
}
console.log(process.stdout.isTTY, process.stderr.isTTY, isatty(1), isatty(3), process.stdout.getWindowSize());
`;

const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

it.skipIf(!hasScript)("a program that drew on a terminal finds it again", async () => {
  const { past, newest } = versions(TEXT);
  const project = makeProject({ "src/main.ts": past });
  const command = `stty cols 70 rows 20; "${process.execPath}" node_modules/hindlog/dist/server/cli/main.js run src/main.ts`;
  const recorded = await project.run("script", ["-qec", command, "/dev/null"]);
  expect({ status: recorded.status, last: recorded.stdout.trim().split("\n").at(-1) }).toMatchObject({
    status: 0,
    last: expect.stringContaining("70") as string,
  });
  project.write({ "src/main.ts": newest });
  const { cells, refused } = await backfill(project, { targets: ["inverse"] });
  expect(refused).toEqual([]);
  expect(cells.map(({ verdict, reason }) => reason ?? verdict)).toEqual(Array.from({ length: 5 }, () => "verified"));
});
