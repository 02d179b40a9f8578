/** Log statements in what runs at the very end of a program. */
import { expect, it } from "vitest";
import { backfill, recordedProject } from "./recorded-project.ts";

it("finds what listeners of `exit` and `beforeExit` would have logged", async () => {
  const project = await recordedProject({
    "src/main.ts": `import { log } from "hindlog";
let sum = 0;
process.on("beforeExit", () => {
  log("before", sum); //+
});
process.on("exit", (code) => {
  log("code", code); //+
  for (let i = 0; i < 50; i++) log("last", i);
});
for (let i = 0; i < 100; i++) {
  sum += i;
  log("sum", sum);
}
`,
  });
  const { cells } = await backfill(project, { targets: ["before", "code"] });
  expect(cells.map(({ name, value, verdict }) => [name, value, verdict])).toEqual([
    ["before", 4950, "verified"],
    ["code", 0, "verified"],
  ]);
});
