/** Projects of several packages, and ways to lay installed ones out: where the history goes, and that the past can be asked for. */
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { hashTree, makeProject, REPOSITORY, type Files, type Outcome, type Project } from "../support/project.ts";
import { cells, json, runIds, type Row } from "../support/rows.ts";

const manifest = (fields: object): string => JSON.stringify({ version: "1.0.0", type: "module", private: true, ...fields });
const app = (statement: string): string => `import { grow } from "lib";
let level = 1;
for (let round = 0; round < 5; round++) {
  ${statement}
  level = grow(level);
  console.log("level", level);
}
`;
const lib = (statement: string): string => `let calls = 0;
export function grow(level: number): number {
  let sum = level;
  for (let i = 0; i < 3; i++) {
    ${statement}
    sum += i * level + calls++;
    console.log("sum", sum);
  }
  return sum;
}
`;
const LEVELS = [1, 7, 40, 181, 754];

/** A link as package managers make it: relative. */
function link(project: Project, path: string, to: string): void {
  mkdirSync(dirname(join(project.root, path)), { recursive: true });
  symlinkSync(to, join(project.root, path), "dir");
}

const record = (project: Project, cwd: string, file: string): Promise<Outcome> =>
  project.run(process.execPath, ["--import", join(REPOSITORY, "dist/transformer/register/index.js"), file], {
    cwd: join(project.root, cwd),
    env: { HINDLOG_CHECKPOINTS: "all" },
  });

async function backfilled(project: Project, name: string, cwd = "."): Promise<unknown[][]> {
  const report = json<{ cells: Row[]; refused: Row[] }>(
    await project.hindlog(["backfill", name, "--yes", "--format", "json"], { cwd: join(project.root, cwd) }),
  );
  expect(report.refused).toEqual([]);
  return report.cells.map(({ value, verdict }) => [value, verdict]);
}

interface Layout {
  readonly name: string;
  readonly files: Files;
  readonly link: readonly [path: string, to: string];
}

const TWO: Files = {
  "packages/app/package.json": manifest({ name: "app" }),
  "packages/app/src/main.ts": app(""),
  "packages/lib/package.json": manifest({ name: "lib", exports: "./src/index.ts" }),
  "packages/lib/src/index.ts": lib(""),
};
const LAYOUTS: readonly Layout[] = [
  {
    name: "npm and yarn workspaces",
    files: { ...TWO, "package.json": manifest({ name: "all", workspaces: ["packages/*"] }) },
    link: ["node_modules/lib", "../packages/lib"],
  },
  {
    name: "a pnpm workspace",
    files: { ...TWO, "package.json": manifest({ name: "all" }), "pnpm-workspace.yaml": 'packages: ["packages/*"]\n' },
    link: ["packages/app/node_modules/lib", "../../lib"],
  },
];

test.each(LAYOUTS)("$name: one history, at the root; both packages are recorded, replayed and asked about from either", async ({ files, link: [path, to] }) => {
  const project = makeProject(files);
  link(project, path, to);
  expect(await record(project, "packages/app", "src/main.ts")).toMatchObject({
    status: 0,
    stderr: "",
    stdout: expect.stringContaining("level 754\n") as string,
  });
  expect([".", "packages/app", "packages/lib"].filter((folder) => existsSync(join(project.root, folder, ".hindlog")))).toEqual(["."]);
  const [run = ""] = await runIds(project);
  expect((await cells(project, "sum", run)).length).toBe(15);
  project.write({ "packages/app/src/main.ts": app('console.log("before", level);'), "packages/lib/src/index.ts": lib('console.log("carried", calls);') });
  expect(await backfilled(project, "before", "packages/app")).toEqual(LEVELS.map((value) => [value, "verified"]));
  const carried = Array.from({ length: 15 }, (_, index) => [index, "verified"]);
  expect(await backfilled(project, "carried", "packages/lib")).toEqual(carried);
});

test("a package that is linked from outside of the project: its sources travel with the run, and its past can be asked for", async () => {
  const project = makeProject({
    "app/package.json": manifest({ name: "app" }),
    "app/src/main.ts": app(""),
    "lib/package.json": manifest({ name: "lib", exports: "./src/index.ts" }),
    "lib/src/index.ts": lib(""),
  });
  link(project, "app/node_modules/lib", "../../lib");
  expect(await record(project, "app", "src/main.ts")).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("level 754\n") as string });
  expect([".", "app", "lib"].filter((folder) => existsSync(join(project.root, folder, ".hindlog")))).toEqual(["app"]);
  project.write({ "app/src/main.ts": app('console.log("before", level);') });
  expect(await backfilled(project, "before", "app")).toEqual(LEVELS.map((value) => [value, "verified"]));
});

/** Keeps what it was called with. */
const GAUGE = `let calls = 0;\nmodule.exports = { grow(level) { let sum = level; for (let i = 0; i < 3; i++) sum += i * level + calls++; return sum; } };\n`;
const THROUGH = `exports.grow = (level) => require("gauge").grow(level);\n`;
const STORE = "node_modules/.pnpm";
const ISOLATED: Files = {
  "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
  [`${STORE}/gauge@1.0.0/node_modules/gauge/package.json`]: JSON.stringify({ name: "gauge", version: "1.0.0" }),
  [`${STORE}/gauge@1.0.0/node_modules/gauge/index.js`]: GAUGE,
  [`${STORE}/lib@1.0.0/node_modules/lib/package.json`]: JSON.stringify({ name: "lib", version: "1.0.0", dependencies: { gauge: "1.0.0" } }),
  [`${STORE}/lib@1.0.0/node_modules/lib/index.js`]: THROUGH,
};
const HOISTED: Files = {
  "yarn.lock": "# yarn lockfile v1\n",
  "node_modules/gauge/package.json": JSON.stringify({ name: "gauge", version: "1.0.0" }),
  "node_modules/gauge/index.js": GAUGE,
  "node_modules/lib/package.json": JSON.stringify({ name: "lib", version: "1.0.0", dependencies: { gauge: "1.0.0" } }),
  "node_modules/lib/index.js": THROUGH,
};

test.each([
  ["pnpm's store", ISOLATED, ["gauge"], "verified"],
  ["pnpm's store, both packages instrumented", ISOLATED, ["gauge", "lib"], "verified"],
  ["yarn's node_modules", HOISTED, ["gauge"], "verified"],
] as const)(
  "%s: an instrumented package that another one uses is the same instance in a replay, and nothing of the store is written",
  async (_, files, include, verdict) => {
    const project = makeProject({
      ...files,
      "package.json": JSON.stringify({ name: "program", type: "module", dependencies: { lib: "1.0.0" }, hindlog: { include } }),
      "src/main.ts": app(""),
    });
    if (files === ISOLATED) {
      link(project, `${STORE}/lib@1.0.0/node_modules/gauge`, "../../gauge@1.0.0/node_modules/gauge");
      link(project, "node_modules/lib", ".pnpm/lib@1.0.0/node_modules/lib");
    }
    expect(await record(project, ".", "src/main.ts")).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("level 754\n") as string });
    const before = hashTree(join(project.root, "node_modules"));
    project.write({ "src/main.ts": app('console.log("before", level);') });
    expect(await backfilled(project, "before")).toEqual(LEVELS.map((value) => [value, verdict]));
    expect(hashTree(join(project.root, "node_modules"))).toBe(before);
  },
);
