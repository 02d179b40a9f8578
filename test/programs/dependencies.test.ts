/** Runs with instrumented dependencies: hidden state of packages is recorded, restored, and replayed in copies of them. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { hashTree, makeProject, type Files, type Project } from "./support/project.ts";
import { cells, record, runIds } from "./support/rows.ts";

const pack = (name: string, manifest: object, files: Files): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", ...manifest }),
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/${name}/${path}`, text])),
});

/** Keeps a number from one call to the next, as the Box-Muller method does. Sloppy code, minified, and a literal as exports. */
const GAUSS = `!function(e){var t=0,n=false;function r(){if(n)return n=false,t;for(var e=0,o=0,i=0;;){if(e=2*Math.random()-1,o=2*Math.random()-1,(i=e*e+o*o)>0&&i<1)break}var u=Math.sqrt(-2*Math.log(i)/i);return t=o*u,n=true,e*u}function s(){return this!==undefined}module.exports={gauss:r,sloppy:s,twice(){return r()+r()},last:1}}(this);\n`;

/** Uses `gauss` and is not instrumented itself: it must meet the same instance. */
const USER = `import { gauss } from "gauss";\nexport const next = () => gauss();\n`;

/** A module with a loop of its own around the state, an asset beside it, and a package of its own inside. */
const WALK = `import { readFileSync } from "node:fs";
import scale from "inner";
const asset = JSON.parse(readFileSync(new URL("./asset.json", import.meta.url), "utf8"));
let position = asset.start;
export function walk(steps, step) {
  for (let k = 0; k < steps; k++) position += step() * scale(k);
  return position;
}
`;

const PACKAGES: Files = {
  ...pack("gauss", { main: "./lib/gauss.min" }, { "lib/gauss.min.js": GAUSS }),
  ...pack("user", { type: "module", exports: "./index.js", dependencies: { gauss: "*" } }, { "index.js": USER }),
  ...pack("@walks/walk", { exports: { import: "./src/walk.mjs" }, dependencies: { inner: "*" } }, { "src/walk.mjs": WALK, "src/asset.json": '{"start":10}' }),
  ...pack(
    "@walks/walk/node_modules/inner",
    { name: "inner", type: "module", main: "index.js" },
    { "index.js": "const make = () => { let calls = 0; return (k) => 1 / (k + 1 + (calls++ % 5)); };\nexport default make();\n" },
  ),
  ...pack("unrelated", { type: "module", main: "index.js" }, { "index.js": "export const one = 1;\n" }),
};

const main = (statement: string): string => `import { gauss, sloppy } from "gauss";
import { next } from "user";
import { walk } from "@walks/walk";
import { one } from "unrelated";
let total = 0;
for (let round = 0; round < 12; round++) {
  ${statement}
  for (let i = 0; i < 20; i++) total += gauss() + one;
  total += walk(7, next);
  console.log("total", total, "sloppy", sloppy());
}
`;

/** `user` is not instrumented. */
const SOME = ["gauss", "@walks/*", "inner"];

function project(include: readonly string[] = SOME): Project {
  return makeProject({ ...PACKAGES, "package.json": JSON.stringify({ name: "deps", type: "module", hindlog: { include } }), "src/main.ts": main("") });
}

test.each([
  { packages: "all packages", include: [...SOME, "user", "unrelated"], level: 2 },
  { packages: "some packages, and executes everything for the others", include: SOME, level: 4 },
])("a backfill restores what $packages hide, and what it finds is what the run would have logged", async ({ include, level }) => {
  const program = project(include);
  await record(program, ["--seed", "3", "src/main.ts"], { env: { HINDLOG_CHECKPOINTS: "all" } });
  const [past] = await runIds(program);
  const packages = hashTree(join(program.root, "node_modules"));
  program.write({ "src/main.ts": main('console.log("before", total);') });
  const outcome = await program.hindlog(["backfill", "before", "--yes", "--format", "json"]);
  expect(outcome).toMatchObject({ status: 0 });
  await record(program, ["--seed", "3", "src/main.ts"]);
  const [, present] = await runIds(program);
  const [found, wanted] = [await cells(program, "before", past!), await cells(program, "before", present!)];
  expect(found).toHaveLength(12);
  expect(found).toEqual(wanted);
  const result = JSON.parse(outcome.stdout) as { cells: { verdict: string; level: number }[] };
  expect(new Set(result.cells.map((cell) => cell.verdict))).toEqual(new Set(["verified"]));
  expect(new Set(result.cells.map((cell) => cell.level))).toEqual(new Set([level]));
  expect(hashTree(join(program.root, "node_modules"))).toBe(packages);
});

test("an included package that is not installed any more is refused by name", async () => {
  const program = project();
  await record(program, ["src/main.ts"]);
  await program.run("rm", ["-r", "node_modules/gauss"]);
  program.write({ "src/main.ts": main('console.log("before", total);') });
  const outcome = await program.hindlog(["backfill", "before", "--yes"]);
  expect(outcome.status).toBe(1);
  expect(outcome.stdout + outcome.stderr).toContain('Expected the package "gauss", which src/main.ts of that version imports, but it is not installed.');
});

test("JavaScript that is too large or does not parse for us runs as it is, and is named", async () => {
  const program = makeProject({
    "package.json": JSON.stringify({ name: "deps", type: "module", hindlog: { include: ["html", "large"] } }),
    ...pack("html", { main: "index.js" }, { "index.js": "<!-- a comment that only Node knows\nexports.mode = 420;\n" }),
    ...pack("large", { main: "index.js" }, { "index.js": `exports.size = 1; // ${"x".repeat(2_100_000)}\n` }),
    "src/main.ts": 'import html from "html";\nimport large from "large";\nconsole.log("mode", html.mode, large.size);\n',
  });
  const outcome = await program.hindlog(["run", "src/main.ts"]);
  expect(outcome).toMatchObject({ status: 0, stdout: "mode 420 1\n" });
  expect(outcome.stderr.split("\n").filter((line) => line !== "")).toEqual([
    `hindlog: ${program.root}/node_modules/html/index.js is left alone, its loops and log calls are not seen: line 1, column 1: Expression expected. Name only the other files of that package under "include" of "hindlog" in package.json.`,
    `hindlog: ${program.root}/node_modules/large/index.js is left alone, its loops and log calls are not seen: it has 2.1 MB, and files up to 2 MB are instrumented. Name only the other files of that package under "include" of "hindlog" in package.json.`,
  ]);
});
