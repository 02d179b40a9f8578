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
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).not.toContain("{}");
});

test("wrong usage: one line that says whose, and where to read more", async () => {
  const { status, stderr } = await makeProject().hindlog(["dataframe"]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: "hindlog: missing required argument 'names'\n`hindlog help COMMAND` has all arguments and options.\n",
  });
});

test("--version is the package's", async () => {
  expect((await makeProject().hindlog(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+/);
});

test.each(["--version", "--help", "run main.js", "runs"])("hindlog %s loads no compiler: that takes most of a second", async (line) => {
  const project = makeProject({
    "package.json": '{"type":"module"}',
    "main.js": 'console.log("x", 1);\n',
    "told.cjs":
      'process.on("exit", () => { if (Object.keys(require.cache).some((file) => file.endsWith("/typescript.js"))) process.stderr.write("compiler loaded\\n"); });\n',
  });
  // What the program needs is compiled once, and kept.
  await project.hindlog(["run", "main.js"]);
  const { status, stderr } = await project.hindlog(line.split(" "), { env: { NODE_OPTIONS: `--require ${project.root}/told.cjs` } });
  expect({ status, compiler: stderr.includes("compiler loaded") }).toEqual({ status: 0, compiler: false });
});
