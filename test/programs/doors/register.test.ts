/** Programs of every module kind through the register door: what they print is what they print without instrumentation, and they are recorded. */
import { appendFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeProject, type Files, type Outcome, type Project } from "../support/project.ts";

/** Another Node can be named: `npm run doors` does. */
const NODE = process.env["HINDLOG_TEST_NODE"] ?? process.execPath;

interface Program {
  readonly name: string;
  readonly files: Files;
  readonly args: readonly string[];
  /** What a line of its own says where all is well; everything else that is printed has to be the same plain and instrumented. */
  readonly prints: readonly string[];
  /** Modules that are recorded. */
  readonly modules: readonly string[];
}

const packageJson = (fields: object): string => JSON.stringify({ name: "program", private: true, ...fields });
const LOOP = "let total = 0; for (let i = 0; i < 3; i++) { total += i; console.log('total', total); }";

const programs: readonly Program[] = [
  {
    name: "CommonJS in TypeScript",
    args: ["src/main.ts"],
    prints: ["main true", "lib 3", "json 7", "cache true true", "place src main.ts", "esm 5", "circular a b", "index 9", "children 1"],
    modules: ["src/main.ts", "src/lib.ts", "src/esm.mts", "src/a.ts", "src/b.ts", "src/folder/index.ts"],
    files: {
      "package.json": packageJson({ type: "commonjs" }),
      "src/lib.ts": `export const three: number = 3;\n${LOOP}`,
      "src/data.json": `{ "seven": 7 }`,
      "src/esm.mts": `export const five: number = 5; ${LOOP}`,
      "src/a.ts": `export let name = "a"; import { other } from "./b"; console.log("circular", name, other()); ${LOOP}`,
      "src/b.ts": `import * as a from "./a"; export function other(): string { return a.name === "a" ? "b" : "?"; } ${LOOP}`,
      "src/folder/index.ts": `export = { nine: 9 }; ${LOOP}`,
      "src/main.ts": `import { three } from "./lib"; import path = require("node:path"); import folder from "./folder";
        declare const require: any, module: any, __dirname: string, __filename: string;
        console.log("main", require.main === module); console.log("lib", three); console.log("json", require("./data.json").seven);
        console.log("cache", require.cache[__filename] === module, Object.keys(require.cache).includes(require.resolve("./lib")));
        console.log("place", path.basename(__dirname), path.basename(__filename));
        require("./a"); console.log("index", folder.nine); console.log("children", module.children.filter((child: any) => /lib/.test(child.id)).length);
        import("./esm.mjs").then(({ five }) => console.log("esm", five)); ${LOOP}`,
    },
  },
  {
    name: "CommonJS by the target of tsconfig.json",
    args: ["main.ts"],
    prints: ["main true", "one 1"],
    modules: ["main.ts", "lib.ts"],
    files: {
      "package.json": packageJson({}),
      "tsconfig.json": `{ "compilerOptions": { "target": "es5" } }`,
      "lib.ts": `export const one = 1; ${LOOP}`,
      "main.ts": `import { one } from "./lib"; declare const require: any, module: any;
        console.log("main", require.main === module); console.log("one", one); ${LOOP}`,
    },
  },
  {
    name: "what a compiler before TypeScript 6 takes where tsconfig.json is silent",
    args: ["main.ts"],
    prints: ["asserted", "main true", "fields 3 true"],
    modules: ["main.ts"],
    files: {
      "package.json": packageJson({}),
      "node_modules/typescript/package.json": JSON.stringify({ name: "typescript", version: "5.9.3" }),
      "tsconfig.json": `{ "compilerOptions": { "strict": false } }`,
      "main.ts": `import * as assert from "node:assert"; declare const require: any, module: any;
        assert(true); console.log("asserted"); console.log("main", require.main === module);
        class Point { x = this.given; missing?: number; constructor(private given: number) {} }
        console.log("fields", new Point(3).x, !("missing" in new Point(3))); ${LOOP}`,
    },
  },
  {
    name: "the default of a package, which such a compiler alone gives to nobody",
    args: ["main.ts"],
    prints: ["joined a/b"],
    modules: ["main.ts"],
    files: {
      "package.json": packageJson({}),
      "node_modules/typescript/package.json": JSON.stringify({ name: "typescript", version: "5.9.3" }),
      "tsconfig.json": "{}",
      "main.ts": `import type { Stats } from "node:fs";\nimport path, { sep } from "node:path";\nconsole.log("joined", path.join("a", "b") satisfies string);\n${LOOP}`,
    },
  },
  {
    name: "CommonJS in JavaScript, its ES modules beside",
    args: ["main.cjs"],
    prints: ["main true", "lib 3", "esm 4 default", "cache true", "required 4"],
    modules: ["main.cjs", "lib.js", "esm.mjs"],
    files: {
      "package.json": packageJson({}),
      "lib.js": `#!/usr/bin/env node\nexports.three = 3; ${LOOP}`,
      "esm.mjs": `#!/usr/bin/env node\nexport const four = 4; export default "default"; ${LOOP}`,
      "main.cjs": `console.log("main", require.main === module); console.log("lib", require("./lib").three);
        import("./esm.mjs").then((esm) => { console.log("esm", esm.four, esm.default); console.log("required", require("./esm.mjs").four); });
        console.log("cache", require.cache[__filename] === module); ${LOOP}`,
    },
  },
  {
    name: "ES modules in TypeScript",
    args: ["src/main.ts", "argument"],
    prints: [
      "meta src main.ts true",
      "json 7",
      "named 3 function",
      "star 8",
      "later 2",
      "data 11",
      "argv argument",
      "extensionless 1",
      "index 6",
      "resolved b.ts",
    ],
    modules: ["src/main.ts", "src/b.ts", "src/c.cts", "src/d.cts", "src/folder/index.ts", "src/later.mts"],
    files: {
      "package.json": packageJson({ type: "module" }),
      "src/b.ts": `export const one: number = 1;\n${LOOP}`,
      "src/c.cts": `export const three: number = 3; export function f(): void {} export * from "./d.cjs"; ${LOOP}`,
      "src/d.cts": `export const eight: number = 8; ${LOOP}`,
      "src/folder/index.ts": `export const six = 6; ${LOOP}`,
      "src/later.mts": `await null; export const two = 2; ${LOOP}`,
      "src/data.json": `{ "seven": 7 }`,
      "src/main.ts": `import { basename } from "node:path"; import data from "./data.json" with { type: "json" };
        import { one } from "./b.js"; import { one as again } from "./b"; import { three, f, eight } from "./c.cjs"; import { six } from "./folder";
        console.log("meta", basename(import.meta.dirname!), basename(import.meta.filename!), import.meta.url.startsWith("file:"));
        console.log("json", data.seven); console.log("named", three, typeof f); console.log("star", eight); console.log("index", six);
        const { two } = await import("./later.mjs"); console.log("later", two);
        const { eleven } = await import("data:text/javascript,export const eleven = 11"); console.log("data", eleven);
        console.log("argv", process.argv[2]); console.log("extensionless", one === again ? 1 : 0);
        console.log("resolved", basename(import.meta.resolve("./b.js"))); ${LOOP}`,
    },
  },
  {
    name: "paths, baseUrl, extends, imports and exports",
    args: ["src/main.ts"],
    prints: ["alias 1", "base 2", "hash 3", "self 4", "linked 5", "commonjs 1"],
    modules: ["src/main.ts", "src/lib/one.ts", "src/shared/two.ts", "src/lib/three.ts", "src/four.ts", "packages/linked/src/index.ts", "src/old.cts"],
    files: {
      "package.json": packageJson({
        type: "module",
        imports: { "#lib/*": "./src/lib/*.js" },
        exports: { "./four": "./src/four.js" },
        workspaces: ["packages/*"],
      }),
      "config/base.json": `{ "compilerOptions": { /* comments */ "downlevelIteration": true, "baseUrl": "../src", "paths": { "@lib/*": ["./lib/*"] }, } }`,
      "tsconfig.json": `{ "extends": "./config/base.json", "compilerOptions": { "target": "es2022" } }`,
      "src/lib/one.ts": `export const one: number = 1; ${LOOP}`,
      "src/shared/two.ts": `export const two: number = 2; ${LOOP}`,
      "src/lib/three.ts": `export const three: number = 3; ${LOOP}`,
      "src/four.ts": `export const four: number = 4; ${LOOP}`,
      "src/old.cts": `import { one } from "@lib/one.js"; console.log("commonjs", one); ${LOOP}`,
      "packages/linked/package.json": `{ "name": "linked", "type": "module", "main": "./src/index.js" }`,
      "packages/linked/src/index.ts": `export const five: number = 5; ${LOOP}`,
      "src/main.ts": `import { one } from "@lib/one"; import { two } from "shared/two.js"; import { three } from "#lib/three"; import { four } from "program/four";
        import { five } from "../packages/linked/src/index.js"; import "./old.cjs";
        console.log("alias", one); console.log("base", two); console.log("hash", three); console.log("self", four); console.log("linked", five); ${LOOP}`,
    },
  },
  {
    name: "import() of a CommonJS module, which the compiler leaves to Node",
    args: ["main.cts"],
    prints: ["imported 3", "named 3"],
    modules: ["main.cts", "waits.mts"],
    files: {
      "package.json": packageJson({}),
      "tsconfig.json": `{ "compilerOptions": { "module": "nodenext", "target": "es2022" } }`,
      "waits.mts": `export const value: number = await Promise.resolve(3); ${LOOP}`,
      "main.cts": `const name: string = "./waits.mts"; void import("./waits.mjs").then(({ value }) => console.log("imported", value)).then(() => import(name)).then((all) => console.log("named", all.value)); ${LOOP}`,
    },
  },
  {
    name: "JSX",
    args: ["main.tsx"],
    prints: ["tsx <b>1</b>", "jsx <i>2</i>"],
    modules: ["main.tsx", "part.jsx", "h.ts"],
    files: {
      "package.json": packageJson({ type: "module" }),
      "tsconfig.json": `{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", "allowJs": true } }`,
      "h.ts": `export const h = (tag: string, _: unknown, ...children: unknown[]): string => \`<\${tag}>\${children.join("")}</\${tag}>\`; ${LOOP}`,
      "part.jsx": `import { h } from "./h.js"; export const part = <i>{1 + 1}</i>; ${LOOP}`,
      "main.tsx": `import { h } from "./h"; import { part } from "./part.jsx"; const one: number = 1; console.log("tsx", <b>{one}</b>); console.log("jsx", part); ${LOOP}`,
    },
  },
  {
    name: "without a type in package.json",
    args: ["main.ts"],
    prints: ["esm undefined", "js object", "byte order mark 1"],
    modules: ["main.ts", "old.js", "marked.ts"],
    files: {
      "package.json": packageJson({}),
      "old.js": `exports.kind = typeof exports; ${LOOP}`,
      "marked.ts": `\uFEFFexport const one: number = 1; ${LOOP}`,
      "main.ts": `#!/usr/bin/env node\nimport { kind } from "./old.js"; import { one } from "./marked.ts"; declare const require: unknown;
        console.log("esm", typeof require); console.log("js", kind); console.log("byte order mark", one); ${LOOP}`,
    },
  },
  {
    name: "other preloads, a worker thread and a forked process in another folder",
    args: ["--require", "./before.cjs", "--import", "./before.mjs", "main.ts"],
    prints: ["before cjs", "before mjs", "worker 10", "child 20"],
    modules: ["main.ts", "worker.ts"],
    files: {
      "package.json": packageJson({ type: "module" }),
      "before.cjs": `if (require("node:worker_threads").isMainThread && !process.send) console.log("before cjs");`,
      "before.mjs": `import { isMainThread } from "node:worker_threads"; if (isMainThread && !process.send) console.log("before mjs");`,
      "worker.ts": `import { parentPort } from "node:worker_threads"; const value: number = 10; ${LOOP.replace(/console.*?;/, "")} parentPort!.postMessage(value);`,
      "sub/child.ts": `const value: number = 20; ${LOOP.replace(/console.*?;/, "")} process.send!(value);`,
      "main.ts": `import { Worker } from "node:worker_threads"; import { fork } from "node:child_process"; import { fileURLToPath } from "node:url";
        const value = await new Promise((settle, fail) => { const worker = new Worker(new URL("./worker.js", import.meta.url)); worker.once("message", settle); worker.once("error", fail); });
        console.log("worker", value);
        const execArgv = process.execArgv.filter((argument) => !/before|require|^--import$/.test(argument));
        const child = fork(fileURLToPath(new URL("sub/child.ts", import.meta.url)), { cwd: "/", execArgv: execArgv.map((argument) => argument.startsWith("file:") ? "--import=" + argument : argument) });
        console.log("child", await new Promise((settle) => child.once("message", settle))); ${LOOP}`,
    },
  },
];

const start = (project: Project, args: readonly string[], hindlog: "on" | "off"): Promise<Outcome> =>
  project.run(NODE, ["--import", "hindlog/register", ...args], { env: { HINDLOG: hindlog } });

describe.each(programs)("$name", ({ files, args, prints, modules }) => {
  test("prints the same plain and instrumented, from the cache too, and is recorded", async () => {
    const project = makeProject(files);
    const plain = await start(project, args, "off");
    expect({ ...plain, stdout: plain.stdout.split("\n") }).toMatchObject({ status: 0, stderr: "", stdout: expect.arrayContaining([...prints]) as string[] });
    expect(await start(project, args, "on")).toEqual(plain);
    expect(await start(project, args, "on")).toEqual(plain);
    const runs = (await project.hindlog(["sql", "SELECT DISTINCT path FROM files", "--format", "json"])).stdout;
    expect((JSON.parse(runs) as { path: string }[]).map((row) => row.path)).toEqual(expect.arrayContaining([...modules]));
  });
});

test.each([
  ["ES module", "main.mts", 'import "./bad.mts";', "bad.mts"],
  ["CommonJS", "main.cts", 'import "./bad.cts";', "bad.cts"],
])("a syntax error in TypeScript, %s: the compiler's message, exit status 1, nothing of hindlog in the stack", async (_, entry, text, bad) => {
  const project = makeProject({ [entry]: text, [bad]: "export const a = 1;\nconst = 2;\n" });
  for (const hindlog of ["on", "off"] as const) {
    const { status, stdout, stderr } = await start(project, [entry], hindlog);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^SyntaxError/m);
    expect(stderr).toContain(`: ${bad}(2,7): error TS1134: Variable declaration expected.\n`);
    expect(stderr).toContain(`    at ${join(project.root, bad)}:2:7\n`);
    expect(stderr).not.toContain("dist/transformer");
  }
});

test.each(["main.mjs", "main.cjs"])("a syntax error in JavaScript, %s: Node's own words", async (entry) => {
  const project = makeProject({ [entry]: `import_("./x");\nconst = 2;\n` });
  const plain = await project.run(NODE, [entry]);
  expect(plain).toMatchObject({ status: 1, stderr: expect.stringContaining("SyntaxError: Unexpected token") as string });
  expect(firstLines(await start(project, [entry], "on"))).toEqual(firstLines(plain));
});

/** The message with its place, without hindlog's line that it leaves the file alone; the lines below are Node's own frames, which a loader hook changes. */
function firstLines({ status, stdout, stderr }: Outcome): unknown {
  return { status, stdout, stderr: stderr.replace(/^hindlog: .*is left alone.*\n/, "").split("\n    at ")[0] };
}

test("a package that does not say what its files are is not parsed again at the next start", async () => {
  const project = makeProject({
    "package.json": JSON.stringify({ name: "program", private: true, hindlog: { include: ["untold"] } }),
    "main.cjs": `console.log(require("untold")); process.on("exit", () => console.log(Object.keys(require.cache).some((path) => path.endsWith("typescript.js"))));`,
    "node_modules/untold/package.json": JSON.stringify({ name: "untold" }),
    "node_modules/untold/index.js": "// The words import and export stand in it.\nmodule.exports = 1;\n",
  });
  expect(await start(project, ["main.cjs"], "off")).toMatchObject({ stdout: "1\nfalse\n" });
  expect(existsSync(join(project.root, ".hindlog"))).toBe(false);
  expect(await start(project, ["main.cjs"], "on")).toMatchObject({ stdout: "1\ntrue\n" });
  expect(await start(project, ["main.cjs"], "on")).toMatchObject({ stdout: "1\nfalse\n" });
});

test("a changed file, changed options and a damaged cache are never answered from the cache; switched off, nothing is written", async () => {
  const project = makeProject({ "main.ts": "enum E { A = 1 } console.log(E.A);" });
  const prints = async (expected: string): Promise<void> =>
    expect(await start(project, ["main.ts"], "on")).toMatchObject({ status: 0, stdout: `${expected}\n`, stderr: "" });
  expect(await start(project, ["main.ts"], "off")).toMatchObject({ stdout: "1\n" });
  expect(existsSync(join(project.root, ".hindlog"))).toBe(false);
  await prints("1");
  const cache = join(project.root, ".hindlog/cache");
  const [file = ""] = readdirSync(cache);
  await prints("1");
  expect(readdirSync(cache)).toEqual([file]);
  appendFileSync(join(cache, file), "console.log('damaged');");
  await prints("1");
  project.write({ "main.ts": "enum E { A = 2 } console.log(E.A);" });
  await prints("2");
  project.write({
    "main.ts": "class C { a; } console.log(Object.keys(new C()).length);",
    "tsconfig.json": `{ "compilerOptions": { "useDefineForClassFields": false } }`,
  });
  await prints("0");
  project.write({ "tsconfig.json": `{ "compilerOptions": { "useDefineForClassFields": true } }` });
  await prints("1");
});
