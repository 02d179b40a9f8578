import { constants } from "node:os";
import { expect, test } from "vitest";
import { outcome } from "../../programs/support/child.ts";
import { makeProject } from "../../programs/support/project.ts";
import { json } from "../../programs/support/rows.ts";

test("what stands behind the file goes to the program, options of its own too", async () => {
  const project = makeProject({ "src/main.ts": "console.log(JSON.stringify(process.argv.slice(2)));\n" });
  const ran = await project.hindlog(["run", "--seed", "1", "src/main.ts", "--seed", "2", "--help", "--", "-x", "a b"]);
  expect(ran).toMatchObject({ status: 0, stderr: "", stdout: '["--seed","2","--help","--","-x","a b"]\n' });
});

test("--arg sets what arg() gives, with the type of its default; the environment does too, --arg goes before it", async () => {
  const project = makeProject({
    "src/main.ts": `import { arg } from "hindlog";
console.log(JSON.stringify([arg("rate", 0.5), arg("name", "x"), arg("fast", false), arg("left", 3), arg("text", "")]));
`,
  });
  const ran = await project.hindlog(
    ["run", "--arg", "rate=1e-3", "--arg", "name=a=b", "--arg", "fast=true", "--arg", "text=first", "--arg", "text=last", "src/main.ts"],
    {
      env: { HINDLOG_ARGS: '{"left": 4, "name": "environment"}' },
    },
  );
  expect(ran).toMatchObject({ status: 0, stderr: "", stdout: '[0.001,"a=b",true,4,"last"]\n' });
});

test("--arg that nothing asked for is told: its name may be misspelled", async () => {
  const project = makeProject({
    "src/main.ts": `import { arg } from "hindlog"; import { fork } from "node:child_process";
arg("rate", 0.5);
if (process.send === undefined) fork(process.argv[1]!.replace("main", "child")); else process.send("");
`,
    "src/child.ts": `import { arg } from "hindlog"; arg("inner", 1);\n`,
    "src/none.ts": "console.log(1);\n",
  });
  const told = async (...args: string[]): Promise<string> =>
    (await project.hindlog(["run", ...args.flatMap((one) => (one.includes("=") ? ["--arg", one] : [one]))])).stderr;
  expect(await told("rate=1", "inner=2", "src/main.ts")).toBe("");
  expect(await told("rat=1", "rate=1", "iner=2", "src/main.ts")).toBe("hindlog: --arg rat, --arg iner were not used: the program has asked for inner, rate.\n");
  expect(await told("rate=1", "src/none.ts")).toBe("hindlog: --arg rate was not used: the program calls no arg().\n");
});

test("an argument of hindlog's behind the file is told where it changed nothing: it went to the program", async () => {
  const project = makeProject({
    "src/main.ts": `import { arg } from "hindlog";\nconst own = process.argv[process.argv.indexOf("--own") + 1];\narg("rate", 0.5); arg("own", own ?? "");\n`,
  });
  const told = async (...args: string[]): Promise<string> => (await project.hindlog(["run", ...args])).stderr;
  const where = (typed: string): string =>
    `hindlog: ${typed} behind src/main.ts went to the program; arg("rate") was 0.5, its default. To set it: hindlog run --arg rate=1e-3 src/main.ts\n`;
  expect(await told("src/main.ts", "--arg", "rate=1e-3")).toBe(where("--arg rate=1e-3"));
  expect(await told("src/main.ts", "--arg=rate=1e-3")).toBe(where("--arg=rate=1e-3"));
  expect(await told("src/main.ts", "x", "--rate", "1e-3")).toBe(where("--rate 1e-3"));
  expect(await told("src/main.ts", "--rate=1e-3", "y")).toBe(where("--rate=1e-3"));
  expect(await told("src/main.ts", "--own", "7", "--rate=0.5", "--crate=2")).toBe("");
  expect(await told("--arg", "rate=2", "src/main.ts", "--rate=3")).toBe("");
});

test("--seed makes Math.random the same again; without it every run has its own", async () => {
  const project = makeProject({ "src/main.ts": "console.log(Math.random());\n" });
  const draw = async (...options: string[]): Promise<string> => (await project.hindlog(["run", ...options, "src/main.ts"])).stdout;
  expect(await draw("--seed", "7")).toBe(await draw("--seed", "7"));
  expect(await draw("--seed", "8")).not.toBe(await draw("--seed", "7"));
  expect(await draw()).not.toBe(await draw());
});

test("ends with the program's own status, and the run knows it", async () => {
  const project = makeProject({ "src/main.ts": "process.exitCode = 42;\n" });
  expect(await project.hindlog(["run", "src/main.ts"])).toMatchObject({ status: 42, stderr: "" });
  expect(json(await project.hindlog(["runs", "--format", "json"]))).toMatchObject([{ status: "finished", code: 42 }]);
});

test("an uncaught error ends the run as it would without hindlog", async () => {
  const project = makeProject({ "src/main.ts": '\n\nfunction fail(): never {\n  throw new TypeError("on purpose");\n}\nfail();\n' });
  const ran = await project.hindlog(["run", "src/main.ts"]);
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/TypeError: on purpose/);
  expect(ran.stderr).toMatch(/main\.ts:4/);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s goes to the program, and the command ends by it as the program did", async (signal) => {
  const project = makeProject({ "src/main.ts": 'console.log("up");\nsetInterval(() => {}, 1000);\n' });
  const child = project.start(["run", "src/main.ts"]);
  child.stdout?.once("data", () => child.kill(signal));
  expect(await outcome(child)).toMatchObject({ status: null, signal, stdout: "up\n" });
});

test("a run that is under way is not backfilled yet, and no trace of that is left", async () => {
  const program = 'for (let i = 0; i < 2; i++) console.log("i", i);\nif (process.env["WAIT"]) setInterval(() => {}, 1000);\n';
  const project = makeProject({ "src/main.ts": program });
  const child = project.start(["run", "src/main.ts"], { env: { WAIT: "1" } });
  const ended = outcome(child);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  project.write({ "src/main.ts": program.replace("console", 'console.log("twice", 2 * i), console') });
  expect(await project.hindlog(["backfill", "twice", "--yes"])).toMatchObject({ status: 1, stdout: expect.stringContaining("it is still running") as string });
  child.kill("SIGTERM");
  await ended;
  expect((await project.hindlog(["show", "last"])).stdout).not.toContain("it is still running");
});

test("a program that answers a signal by itself ends with its own status", async () => {
  const project = makeProject({ "src/main.ts": 'process.on("SIGTERM", () => process.exit(7));\nconsole.log("up");\nsetInterval(() => {}, 1000);\n' });
  const child = project.start(["run", "src/main.ts"]);
  child.stdout?.once("data", () => child.kill("SIGTERM"));
  expect(await outcome(child)).toMatchObject({ status: 7, signal: null });
});

test("a program killed outright ends the command by the same signal", async () => {
  const project = makeProject({ "src/main.ts": 'process.kill(process.pid, "SIGKILL");\n' });
  const ended = await outcome(project.start(["run", "src/main.ts"]));
  expect(ended.signal ?? ended.status).toBe(ended.signal === null ? 128 + constants.signals.SIGKILL : "SIGKILL");
});

test("HINDLOG=off runs the program and nothing else", async () => {
  const project = makeProject({ "src/main.ts": 'import { log } from "hindlog";\nconsole.log(log("x", 1));\n' });
  const ran = await project.hindlog(["run", "src/main.ts"], { env: { HINDLOG: "off" } });
  expect(ran).toMatchObject({ status: 0, stderr: "", stdout: "1\n" });
  expect((await project.hindlog(["runs"])).status).toBe(1);
});
