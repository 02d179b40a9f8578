import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY } from "../programs/support/project.ts";

test("the demo backfills five runs of three versions, and finds the values that running them again gives", () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$)/.test(name)));
  const demo = spawnSync(process.execPath, [join(REPOSITORY, "examples/demo.mjs")], { encoding: "utf8", env });
  expect(demo).toMatchObject({ status: 0, stderr: "" });
  expect(demo.stdout).toMatch(/\b0 refused\b/);
  expect(demo.stdout).toMatch(/All 120 values are the same, bit for bit\./);
  expect(demo.stdout).not.toContain("\u001b[");
});
