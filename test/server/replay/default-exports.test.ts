/** What a module exports as default without a name is state of the program like everything that has one. */
import { expect, it } from "vitest";
import { backfill, byHand, recordedProject, rowsOf } from "./recorded-project.ts";

const FILES = {
  "src/counter.ts": "export default class {\n  static made = 0;\n  total = 0;\n  add(n: number) { this.total += n; }\n}\n",
  "src/derived.ts": 'import Counter from "./counter.js";\nexport default class extends Counter {\n  last = 0;\n}\n',
  "src/all.ts": 'export { default as Counter } from "./counter.js";\nexport { default as Derived } from "./derived.js";\n',
  "src/main.ts": `import { log } from "hindlog";
import * as all from "./all.js";
const counter = new all.Counter();
const derived = new all.Derived();
for (let step = 0; step < 6; step++) {
  counter.add(step);
  derived.add(1);
  all.Counter.made++;
  log("step", step);
  log("totals", [counter.total, derived.total, all.Counter.made]); //+
}
`,
};

it("restores instances and static members of classes without a name", async () => {
  const project = await recordedProject(FILES);
  const result = await backfill(project, { targets: ["totals"], where: "step >= 4" });
  expect(result.plan.runs[0]!.executes).toMatch(/^2 of 6 iterations/);
  expect(rowsOf(result, "totals")).toEqual((await byHand(FILES, "totals")).slice(4));
  expect(result.cells.map((cell) => cell.verdict)).toEqual(["verified", "verified"]);
});
