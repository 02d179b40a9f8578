/** A small program through each real bundler: the bundle runs, is recorded, and points at its sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject, type Files, type Outcome, type Project } from "../support/project.ts";
import { cells, runIds } from "../support/rows.ts";
import { linkPackages, projectFiles } from "./door.ts";
import { coverage, fixture, stopsAt, STOPS } from "./positions.ts";

const BUNDLERS = ["vite", "rollup", "esbuild", "webpack"] as const;
type Bundler = (typeof BUNDLERS)[number];

/** Builds with a bundler's own interface: `node build.mjs BUNDLER node|browser ENABLED`. */
const BUILD = `
const [bundler, platform, enabled] = process.argv.slice(2);
const input = { main: "src/main.ts" };
const plugins = enabled === "none" ? [] : [(await import("hindlog/" + bundler)).default(enabled === "false" ? { enabled: false } : {})];
const forNode = platform === "node";
if (bundler === "vite") {
  const { build } = await import("vite");
  await build({ configFile: false, logLevel: "error", plugins, build: { ssr: forNode, sourcemap: true, minify: false, outDir: "dist", rollupOptions: { input } } });
} else if (bundler === "rollup") {
  const { rollup } = await import("rollup");
  await (await rollup({ input, plugins, external: /^node:/ })).write({ dir: "dist", format: "es", sourcemap: true });
} else if (bundler === "esbuild") {
  const { build } = await import("esbuild");
  await build({ entryPoints: input, outdir: "dist", bundle: true, platform, format: "esm", sourcemap: true, plugins });
} else {
  const { default: webpack } = await import("webpack");
  const options = { mode: "development", devtool: "source-map", target: forNode ? "node" : "web", entry: { main: "./src/main.ts" }, experiments: { outputModule: true },
    output: { path: process.cwd() + "/dist", filename: "[name].js", module: true, chunkFormat: "module" }, plugins };
  await new Promise((settle, fail) => webpack(options, (error, stats) => error || stats.hasErrors() ? fail(error ?? new Error(stats.toString())) : settle()));
}
`;

function projectOf(bundler: Bundler, sources: Files): Project {
  const project = makeProject({ ...projectFiles("module", sources), "build.mjs": BUILD }, bundler);
  linkPackages(project, [...BUNDLERS, "typescript"]);
  return project;
}

/** Without warnings: under Node 24 webpack uses what is experimental there. */
const build = (project: Project, args: readonly string[], env = {}): Promise<Outcome> =>
  project.run(process.execPath, ["--no-warnings", "build.mjs", ...args], { env });

const PROGRAM = {
  "src/main.ts": `import { log } from "hindlog"; import { grow } from "./grow.ts";
let level: number = 0;
for (let round = 0; round < 3; round++) { for (let step = 0; step < 2; step++) level = grow(level, step); log("level", level); }
console.log("end", level);
`,
  "src/grow.ts": `export function grow(level: number, step: number): number { let sum = level; for (let i = 0; i < 3; i++) { sum += i * step; console.log("sum", sum); } return sum; }\n`,
};

test.each(BUNDLERS.flatMap((bundler) => ["module", "none"].map((type) => [bundler, type] as const)))(
  "%s, package type %s: a script, which neither imports nor exports, prints what it prints without",
  async (bundler, type) => {
    const script = `let total = 0;\nfor (let round = 0; round < 3; round++) {\n  total += round;\n  console.log("total", total);\n}\nglobalThis.total = total;\n`;
    const project = projectOf(bundler, { "src/main.ts": `import "./script.js"; console.log("end", (globalThis as any).total);\n`, "src/script.js": script });
    if (type === "none") project.write({ "src/package.json": "{}" });
    expect(await build(project, [bundler, "node", "true"])).toMatchObject({ status: 0, stderr: "" });
    const bundled = await project.run(process.execPath, ["dist/main.js"]);
    expect(bundled).toMatchObject({ status: 0, stdout: "total 0\ntotal 1\ntotal 3\nend 3\n", stderr: "" });
    const [run = ""] = await runIds(project);
    expect(await cells(project, "total", run)).toHaveLength(3);
  },
);

test.each(BUNDLERS)("%s: the bundle is recorded as the sources are, and a backfill of it is refused by name", async (bundler) => {
  const project = projectOf(bundler, PROGRAM);
  expect(await build(project, [bundler, "node", "true"])).toMatchObject({ status: 0, stderr: "" });
  const bundled = await project.run(process.execPath, ["dist/main.js"]);
  const plain = await project.run(process.execPath, ["--import", "hindlog/register", "src/main.ts"]);
  expect(plain).toMatchObject({ status: 0, stdout: expect.stringContaining("end 9") as string, stderr: "" });
  expect(bundled).toEqual(plain);
  const [first = "", second = ""] = await runIds(project);
  for (const name of ["level", "sum", "end"]) {
    expect(await cells(project, name, second)).not.toEqual([]);
    expect(await cells(project, name, first)).toEqual(await cells(project, name, second));
  }
  project.write({ "src/main.ts": PROGRAM["src/main.ts"].replace('log("level", level);', 'log("level", level); log("twice", level * 2);') });
  const { stdout } = await project.hindlog(["backfill", "twice", "--yes", "--format", "json"]);
  expect(stdout).toContain("is a bundle");
});

test.each(BUNDLERS)("%s: source maps lead to the lines of the sources", async (bundler) => {
  const project = projectOf(bundler, { "src/main.ts": fixture("throws.ts") });
  expect(await build(project, [bundler, "node", "true"])).toMatchObject({ status: 0, stderr: "" });
  const plain = await project.run(process.execPath, ["--import", "hindlog/register", "src/main.ts"], { env: { HINDLOG: "off" } });
  const bundled = await project.run(process.execPath, ["--enable-source-maps", "dist/main.js"]);
  expect(thrownAt(plain.stdout).length).toBeGreaterThan(40);
  expect(thrownAt(bundled.stdout)).toEqual(thrownAt(plain.stdout));
});

test.each(BUNDLERS)("%s: a debugger stops at the lines of the sources and sees what is there", async (bundler) => {
  const project = projectOf(bundler, { "src/main.ts": fixture("debugged.ts") });
  expect(await build(project, [bundler, "node", "true"])).toMatchObject({ status: 0, stderr: "" });
  const args = ["--enable-source-maps", "dist/main.js"];
  const off = await stopsAt(project, "src/main.ts", ["--import", "hindlog/register", "src/main.ts"], "off");
  expect(off.split("\n")).toEqual(expect.arrayContaining([...STOPS]));
  expect(await stopsAt(project, "src/main.ts", args, "on")).toBe(off);
});

// Those that compile TypeScript themselves: the others have no bundle without the plugin to compare with. Functions that nothing uses stay in an instrumented bundle.
test.each(["vite", "esbuild"] as const)("%s: coverage of the bundle is that of the bundle without the plugin", async (bundler) => {
  const project = projectOf(bundler, {
    "src/main.ts": `import "./half-run.ts";\n`,
    "src/half-run.ts": `${fixture("half-run.ts")}console.log(unused.name, never.name);\n`,
  });
  const covered = async (enabled: string): Promise<string[]> => {
    expect(await build(project, [bundler, "node", enabled])).toMatchObject({ status: 0, stderr: "" });
    const env = { NODE_V8_COVERAGE: `coverage-${enabled}` };
    expect(await project.run(process.execPath, ["--enable-source-maps", "dist/main.js"], { env })).toMatchObject({ status: 0, stderr: "" });
    // The engine's own function that sets class fields counts where the bundler has left them to it.
    return (await coverage(project, `coverage-${enabled}`)).filter((line) => !line.includes("<instance_members_initializer>"));
  };
  const plain = await covered("none");
  expect(plain).toContain("DA:7,0");
  expect(await covered("true")).toEqual(plain);
});

/** The line of each error's first frame. */
function thrownAt(printed: string): string[] {
  return [...printed.matchAll(/^[^\n]*Error[^\n]*\n {4}at [^\n]*?src\/main\.ts:(\d+)/gm)].map((match) => match[1]!);
}

test.each(BUNDLERS)("%s: switched off at build, no byte of it is in the bundle", async (bundler) => {
  const sources = { "src/main.js": "for (let i = 0; i < 3; i++) console.log('i', i);\n" };
  const project = projectOf(bundler, sources);
  project.write({ "build.mjs": BUILD.replaceAll("src/main.ts", "src/main.js") });
  const built = async (enabled: string, env = {}): Promise<Record<string, string>> => {
    expect(await build(project, [bundler, "node", enabled], env)).toMatchObject({ status: 0, stderr: "" });
    const dist = join(project.root, "dist");
    return Object.fromEntries(readdirSync(dist).map((name) => [name, readFileSync(join(dist, name), "utf8")]));
  };
  const plain = await built("none");
  expect(await built("false")).toEqual(plain);
  expect(await built("true", { HINDLOG: "off" })).toEqual(plain);
  expect(await built("true")).not.toEqual(plain);
});

test.each(["vite", "esbuild", "webpack"] as const)("%s: a build for browsers is left as it is, and says so", async (bundler) => {
  const project = projectOf(bundler, {});
  project.write({ "src/main.js": "for (let i = 0; i < 3; i++) console.log('i', i);\n", "build.mjs": BUILD.replaceAll("src/main.ts", "src/main.js") });
  const outcome = await build(project, [bundler, "browser", "true"]);
  expect(outcome).toMatchObject({ status: 0, stderr: expect.stringContaining(`hindlog: this ${bundler} build is not for Node`) as string });
  const files = readdirSync(join(project.root, "dist"), { recursive: true, withFileTypes: true }).filter((entry) => entry.name.endsWith(".js"));
  for (const file of files) expect(readFileSync(join(file.parentPath, file.name), "utf8")).not.toContain("hindlog");
});
