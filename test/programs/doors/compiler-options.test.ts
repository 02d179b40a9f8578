/** tsconfig.json as people have it, through `tspc`: what is built behaves as what `tsc` builds, is recorded, and its past can be asked for. */
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { examine, type Cell } from "../../doors/cell.ts";
import { makeProject, REPOSITORY, type Files, type Project } from "../support/project.ts";
import { cells, json, runIds, type Row } from "../support/rows.ts";
import { linkPackages, projectFiles } from "./door.ts";

const packages = Object.fromEntries(["typescript", "ts-patch", "tslib"].map((name) => [name, join(REPOSITORY, "node_modules", name)]));
const TSPC = "node_modules/ts-patch/bin/tspc.js";

interface Configured {
  readonly name: string;
  readonly type?: "commonjs";
  readonly options: Readonly<Record<string, unknown>>;
  /** Built twice: the second time from what the first one left. */
  readonly again?: true;
}

const CONFIGURED: readonly Configured[] = [
  { name: "isolatedModules, verbatimModuleSyntax", options: { isolatedModules: true, verbatimModuleSyntax: true } },
  { name: "importHelpers for ES2015", options: { importHelpers: true, target: "es2015" } },
  { name: "importHelpers for ES2015, CommonJS", type: "commonjs", options: { importHelpers: true, target: "es2015" } },
  { name: "declaration, declarationMap, removeComments", options: { declaration: true, declarationMap: true, removeComments: true } },
  { name: "inlineSourceMap, inlineSources", options: { sourceMap: false, inlineSourceMap: true, inlineSources: true } },
  { name: "sources found by the package's root", options: { rootDir: ".", declaration: true } },
  { name: "bundler resolution, ESNext", options: { module: "esnext", moduleResolution: "bundler", target: "esnext" } },
  { name: "module preserve", options: { module: "preserve" } },
  { name: "class fields set, not defined", type: "commonjs", options: { useDefineForClassFields: false } },
  { name: "incremental", options: { incremental: true }, again: true },
  { name: "composite", options: { composite: true }, again: true },
];

function cell({ type, options, again }: Configured): Cell {
  const compilerOptions = { target: "es2022", module: "nodenext", strict: true, lib: ["es2022", "dom"], types: [], rootDir: "src", sourceMap: true };
  const plugins = [{ transform: "hindlog/transformer" }];
  const main = options["rootDir"] === "." ? "src/main.js" : "main.js";
  return {
    group: "tsconfig.json",
    columns: [],
    files: {
      "package.json": JSON.stringify({ name: "program", type: type ?? "module", private: true }),
      "tsconfig.json": JSON.stringify({ compilerOptions: { ...compilerOptions, ...options, plugins }, include: ["src"] }),
    },
    specifier: "./part.js",
    packages,
    build: (mode, out) => {
      const command = [mode === "plain" ? "node_modules/typescript/bin/tsc" : TSPC, "-p", ".", "--outDir", out];
      return again ? [command, command] : [command];
    },
    start: (_mode, out) => ["--enable-source-maps", `${out}/${main}`],
    node: process.execPath,
    replays: true,
  };
}

test.each(CONFIGURED)("$name", async (configured) => {
  expect(await examine(cell(configured))).toEqual({ same: "yes", recorded: "yes", backfilled: "yes", stacks: "yes", off: "yes" });
});

const LOOP = `let total = 0;\nfor (let round = 0; round < 4; round++) {\n  total += round;\n  console.log("total", total);\n}\n`;

function compiled(project: Project, args: readonly string[]): ReturnType<Project["run"]> {
  linkPackages(project, ["typescript", "ts-patch"]);
  return project.run(process.execPath, [join(REPOSITORY, TSPC), ...args]);
}

test.each(["amd", "umd", "system"])("module %s is refused by name: there is no import that the runtime could come by", async (module) => {
  const options = {
    module,
    moduleResolution: "node10",
    target: "es2022",
    ignoreDeprecations: "6.0",
    outDir: "dist",
    types: [],
    plugins: [{ transform: "hindlog/transformer" }],
  };
  const project = makeProject({
    "tsconfig.json": JSON.stringify({ compilerOptions: options, include: ["src"] }),
    "src/main.ts": `export const a = 1;\n${LOOP}`,
  });
  const { status, stdout, stderr } = await compiled(project, ["-p", "."]);
  expect(status).not.toBe(0);
  expect(stdout + stderr).toContain(`Expected tsconfig.json's "module" to be CommonJS or one of ES modules`);
});

test("JSX that TypeScript compiles is recorded and backfilled", async () => {
  const files = (statement: string): Files => ({
    ...projectFiles("module", {
      "node_modules/tiny/package.json": `{ "name": "tiny", "version": "1.0.0", "type": "module", "exports": { "./jsx-runtime": { "types": "./jsx.d.ts", "default": "./jsx.js" } } }`,
      "node_modules/tiny/jsx.js": "export const jsx = (tag, { children }) => `<${tag}>${[children].flat().join('')}</${tag}>`; export const jsxs = jsx;\n",
      "node_modules/tiny/jsx.d.ts":
        "export function jsx(tag: string, props: object): string; export const jsxs: typeof jsx; export namespace JSX { type Element = string; interface IntrinsicElements { [tag: string]: object } }\n",
      "src/main.tsx": `const rows: string[] = [];\nfor (let round = 0; round < 4; round++) {\n  ${statement}\n  rows.push(<li>{round}</li>);\n  console.log("rows", <ul>{rows}</ul>);\n}\n`,
    }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        jsx: "react-jsx",
        jsxImportSource: "tiny",
        rootDir: "src",
        outDir: "dist",
        types: [],
        plugins: [{ transform: "hindlog/transformer" }],
      },
      include: ["src"],
    }),
  });
  const project = makeProject(files(""));
  expect(await compiled(project, ["-p", "."])).toMatchObject({ status: 0, stdout: "" });
  expect(await project.run(process.execPath, ["dist/main.js"])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("rows <ul><li>0</li></ul>") as string,
  });
  project.write(files('console.log("known", rows.length);'));
  const report = json<{ cells: Row[] }>(await project.hindlog(["backfill", "known", "--yes", "--format", "json"]));
  expect(report.cells.map(({ value, verdict }) => [value, verdict])).toEqual([0, 1, 2, 3].map((value) => [value, "verified"]));
});

test("JSX that is left to another tool: register takes the automatic runtime; a replay of what that tool made is refused by name", async () => {
  const options = { target: "es2022", module: "nodenext", jsx: "preserve", jsxImportSource: "tiny", rootDir: "src", outDir: "dist", types: [] };
  const files = (statement: string): Files => ({
    "node_modules/tiny/package.json": `{ "name": "tiny", "version": "1.0.0", "type": "module", "exports": { "./jsx-runtime": "./jsx.js" } }`,
    "node_modules/tiny/jsx.js": "export const jsx = (tag, { children }) => `<${tag}>${[children].flat().join('')}</${tag}>`; export const jsxs = jsx;\n",
    "tsconfig.json": JSON.stringify({ compilerOptions: { ...options, plugins: [{ transform: "hindlog/transformer" }] }, include: ["src"] }),
    "src/main.tsx": `// @ts-nocheck\nconst rows = [];\nfor (let round = 0; round < 4; round++) {\n  ${statement}\n  rows.push(<li>{round}</li>);\n  console.log("rows", <ul>{rows}</ul>);\n}\n`,
  });
  const project = makeProject(files(""));
  const last = "rows <ul><li>0</li><li>1</li><li>2</li><li>3</li></ul>\n";
  expect(await project.run(process.execPath, ["--import", "hindlog/register", "src/main.tsx"])).toMatchObject({
    status: 0,
    stderr: "",
    stdout: expect.stringContaining(last) as string,
  });
  expect(await compiled(project, ["-p", "."])).toMatchObject({ status: 0, stdout: "" });
  const esbuild = join(REPOSITORY, "node_modules/esbuild/bin/esbuild");
  const other = ["dist/main.jsx", "--outfile=dist/main.js", "--jsx=automatic", "--jsx-import-source=tiny"];
  expect(await project.run(esbuild, other)).toMatchObject({ status: 0 });
  expect(await project.run(process.execPath, ["dist/main.js"])).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining(last) as string });
  project.write(files('console.log("known", rows.length);'));
  const { stdout } = await project.hindlog(["backfill", "known", "--yes", "--format", "json"]);
  const report = JSON.parse(stdout) as { cells: Row[]; refused: Row[] };
  const [first, second] = await runIds(project);
  expect(report.cells.map(({ run, value }) => [run, value])).toEqual([0, 1, 2, 3].map((value) => [first, value]));
  expect(report.refused).toEqual([expect.objectContaining({ run: second, reason: expect.stringContaining('"jsx": "preserve"') as string })]);
});

test("project references: `tspc -b` builds each project as its own, and a run is recorded with both", async () => {
  const options = {
    composite: true,
    target: "es2022",
    module: "nodenext",
    rootDir: "src",
    outDir: "dist",
    types: [],
    plugins: [{ transform: "hindlog/transformer" }],
  };
  const packageJson = (name: string): string =>
    JSON.stringify({ name, version: "1.0.0", type: "module", private: true, exports: { types: "./dist/index.d.ts", default: "./dist/index.js" } });
  const app = (statement: string): string =>
    `import { grow } from "lib";\nlet level = 1;\nfor (let round = 0; round < 4; round++) {\n  ${statement}\n  level = grow(level);\n  console.log("level", level);\n}\n`;
  const project = makeProject({
    "package.json": JSON.stringify({ name: "both", private: true, workspaces: ["packages/*"] }),
    ".gitignore": "node_modules/\n.hindlog/\ndist/\n*.tsbuildinfo\n",
    "packages/lib/package.json": packageJson("lib"),
    "packages/lib/tsconfig.json": JSON.stringify({ compilerOptions: options, include: ["src"] }),
    "packages/lib/src/index.ts": `export function grow(level: number): number {\n  let sum = level;\n  for (let i = 0; i < 3; i++) {\n    sum += i * level;\n    console.log("sum", sum);\n  }\n  return sum;\n}\n`,
    "packages/app/package.json": packageJson("app"),
    "packages/app/tsconfig.json": JSON.stringify({ compilerOptions: options, include: ["src"], references: [{ path: "../lib" }] }),
    "packages/app/src/main.ts": app(""),
  });
  mkdirSync(join(project.root, "node_modules"), { recursive: true });
  symlinkSync(join(project.root, "packages/lib"), join(project.root, "node_modules/lib"), "dir");
  expect(await compiled(project, ["-b", "packages/app"])).toMatchObject({ status: 0, stdout: "" });
  expect(readFileSync(join(project.root, "packages/lib/dist/index.js"), "utf8")).toContain("hindlog/runtime");
  expect(await project.run(process.execPath, ["packages/app/dist/main.js"])).toMatchObject({
    status: 0,
    stderr: "",
    stdout: expect.stringContaining("level 256\n") as string,
  });
  const [run = ""] = await runIds(project);
  expect(await cells(project, "sum", run)).toHaveLength(12);
  project.write({ "packages/app/src/main.ts": app('console.log("known", level);') });
  const report = json<{ cells: Row[] }>(await project.hindlog(["backfill", "known", "--yes", "--format", "json"]));
  expect(report.cells.map(({ value, verdict }) => [value, verdict])).toEqual([1, 4, 16, 64].map((value) => [value, "verified"]));
});
