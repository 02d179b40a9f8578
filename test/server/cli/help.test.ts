import { expect, test } from "vitest";
import { makeProject } from "../../programs/support/project.ts";

test("the command lists its verbs and tells how to begin", async () => {
  const { status, stdout } = await makeProject().hindlog(["--help"]);
  expect(status).toBe(0);
  for (const verb of ["run", "runs", "show", "dataframe", "backfill", "propagate", "explain", "sql"]) expect(stdout).toMatch(new RegExp(`^ +${verb} `, "m"));
  expect(stdout).toContain("hindlog run src/train.ts");
});

test.each(["run", "runs", "show", "dataframe", "backfill", "propagate", "explain", "sql"])("%s --help has examples", async (verb) => {
  const { status, stdout, stderr } = await makeProject().hindlog([verb, "--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/Examples:\n +hindlog /);
});

test("--version is the package's", async () => {
  expect((await makeProject().hindlog(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+/);
});
