/** Replays whose first attempt does not do, and that are executed as a whole then. */
import { expect, it } from "vitest";
import { backfill, byHand, executedOf, recordedProject, rowsOf } from "./recorded-project.ts";

it("an attempt finds nothing that another one wrote", async () => {
  const program = `import { log } from "hindlog";
import * as fs from "node:fs";
let sum = 0;
const read = "readFile" + "Sync";
for (let epoch = 0; epoch < 6; epoch++) {
  sum += Math.random();
  fs.appendFileSync("trace.txt", \`\${sum}\\n\`);
  console.log("sum", sum);
  log("lines", (fs as any)[read]("trace.txt", "utf8").split("\\n").length); //+
}
`;
  const files = { "src/main.ts": program };
  const project = await recordedProject(files, { checkpoints: "all" });
  const result = await backfill(project, { targets: ["lines"], where: "epoch > 3" });
  // The first one restored epoch 4; the plan did not know that the file is read.
  expect(result.plan.runs[0]!.level).toBe(3);
  expect(executedOf(result)).toEqual({ "#0.0": [0, 1, 2, 3, 4, 5] });
  expect(rowsOf(result, "lines")).toEqual((await byHand(files, "lines")).slice(4));
});
