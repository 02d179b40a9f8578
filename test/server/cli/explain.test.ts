import { expect, test } from "vitest";
import { makeProject } from "../../programs/support/project.ts";
import { record } from "../../programs/support/rows.ts";

const PROGRAM = `import { createHash } from "node:crypto";
let hash = createHash("sha256");
let total = 0;
for (let round = 0; round < 5; round++) {
  for (const item of iterate()) total += item;
  hash.update(String(total));
  console.log("total", total);
}
function* iterate() {
  for (let i = 0; i < 3; i++) yield Math.random();
}
`;

const explainJson = (text: string): { loops: Record<string, unknown>[]; logs: Record<string, unknown>[]; leftAlone: string | null } =>
  JSON.parse(text) as ReturnType<typeof explainJson>;

test("before any run: every loop with its reason, and that none has run it", async () => {
  const project = makeProject({ "src/main.ts": PROGRAM });
  const { status, stdout, stderr } = await project.hindlog(["explain", "src/main.ts"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("src/main.ts:4  loop round (for)\n  checkpoints yes. ");
  expect(stdout).toMatch(/src\/main\.ts:10 {2}loop i \(for in iterate\)\n {2}checkpoints no\. It yields: /);
  expect(stdout).toContain("  past runs   none has run this loop\n");
  expect(stdout).toContain("src/main.ts:7  console.log\n  records     total\n");
  expect(stdout).toContain("and what modules hold, here hash, total");
});

test("a function without a name is called one", async () => {
  const project = makeProject({
    "a.ts": "[1].map((x) => console.log(x));\nfunction outer() {\n  [1].map((x) => { for (const y of [x]) console.log(y); });\n}\n",
  });
  const { stdout } = await project.hindlog(["explain", "a.ts"]);
  expect(stdout).toContain("a.ts:1  console.log in a function\n");
  expect(stdout).toContain("loop y (for-of in a function in outer)\n");
});

test("a reason is broken where the terminal ends", async () => {
  const project = makeProject({ "src/main.ts": PROGRAM });
  const wide = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
  // A terminal's width cannot be had without one; what stands in for it is set before the command is loaded.
  project.write({ "narrow.cjs": "process.stdout.columns = 60;\n" });
  const env = { NODE_OPTIONS: `--require ${project.root}/narrow.cjs` };
  expect(wide((await project.hindlog(["explain", "src/main.ts"], { env })).stdout)).toBeLessThanOrEqual(60);
  expect(wide((await project.hindlog(["explain", "src/main.ts"])).stdout)).toBeGreaterThan(60);
});

test("after a run: checkpoints, why they are not usable, and notes", async () => {
  const project = makeProject({ "src/main.ts": PROGRAM });
  await record(project, ["src/main.ts"], { env: { HINDLOG_CHECKPOINTS: "all" } });
  const { stdout } = await project.hindlog(["explain", "src/main.ts:6"]);
  expect(stdout).toContain("loop round");
  expect(stdout).not.toContain("loop item");
  const explained = explainJson((await project.hindlog(["explain", "src/main.ts", "--format", "json"])).stdout);
  expect(explained.loops.find((loop) => loop["name"] === "round")?.["past"]).toMatchObject({ runs: 1 });
  const item = explained.loops.find((loop) => loop["name"] === "item")?.["past"] as { checkpoints: number; notes: string[]; unusable: unknown[] };
  expect(item.checkpoints + item.notes.length + item.unusable.length).toBeGreaterThan(0);
});

test("a function that runs elsewhere says what sends it, also at a line in it", async () => {
  const project = makeProject({ "a.ts": "declare const page: any;\nvoid page.evaluate(() => {\n  console.log(1);\n});\n" });
  for (const place of ["a.ts", "a.ts:3"])
    expect((await project.hindlog(["explain", place])).stdout).toContain("a.ts:2  a function\n  left alone  It is handed to `page.evaluate` at line 2");
});

test("a file that is left alone says why", async () => {
  const project = makeProject({
    "package.json": JSON.stringify({ name: "p", type: "module", hindlog: { exclude: ["src/*.gen.ts"] } }),
    "src/a.gen.ts": "for (;;) f();\n",
    "src/b.ts": "// hindlog-ignore-file\nfor (;;) f();\n",
    "node_modules/x/index.js": "for (;;) f();\n",
  });
  for (const [file, words] of [
    ["src/a.gen.ts", '"exclude" of "hindlog"'],
    ["src/b.ts", "`// hindlog-ignore-file`"],
    ["node_modules/x/index.js", '"include" of "hindlog"'],
  ] as const) {
    expect(explainJson((await project.hindlog(["explain", file, "--format", "json"])).stdout).leftAlone).toContain(words);
  }
});

test.each([
  ["nothing.ts", /There is no file "nothing\.ts"/],
  ["src", /There is no file "src"/],
  ["package.json", /Expected a TypeScript or JavaScript file/],
  ["src/main.ts:99", /Expected a loop or a log statement at src\/main\.ts:99, but there is none\. The nearest is at line 10\./],
  ["src/main.ts:x", /There is no file "src\/main\.ts:x"/],
])("%s is wrong usage", async (place, message) => {
  const project = makeProject({ "src/main.ts": PROGRAM });
  const { status, stdout, stderr } = await project.hindlog(["explain", place]);
  expect(stderr).toMatch(message);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});
