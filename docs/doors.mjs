/**
 * `npm run doors`: the doors with the versions that are too many for CI. It installs compilers into a temporary folder, tries each,
 * and writes docs/doors.md.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const base = mkdtempSync(join(tmpdir(), "hindlog-doors-"));
const PROGRAM = `import { log, arg } from "hindlog";
const rate: number = arg("rate", 2);
async function work(n: number): Promise<number> { let s = 0; for (let i = 0; i < n; i++) { await null; s += i; console.log("s", s); } return s; }
class Box { private v = 1; items: number[] = []; add(x: number): this { for (const y of [x, x + 1]) { this.items.push(y * this.v); } return this; } }
function* gen(n: number): Generator<number> { for (let i = 0; i < n; i++) yield i; }
async function main(): Promise<void> {
  for (let round = 0; round < 3; round++) { const fns: (() => number)[] = []; for (let k = 0; k < 2; k++) fns.push(() => k * rate); log("level", fns.map((f) => f()).reduce((a, b) => a + b, round)); }
  for (const v of gen(3)) console.log(\`v \${v}\`);
  for (const [k, x] of new Map([["a", 1]])) console.log(k, x);
  console.log("box", new Box().add(3).items.length, await work(3));
}
void main();
`;
const COMPILERS = [
  { typescript: "5.4", patch: "3.3", targets: ["ES5", "ES2015", "ES2017", "ES2022", "ESNext"] },
  { typescript: "5.9", patch: "3.3", targets: ["ES5", "ES2015", "ES2017", "ES2022", "ESNext"] },
  { typescript: "6.0", patch: "3.3", targets: ["ES2015", "ES2022", "ESNext"] },
  { typescript: "6.0", patch: "4", targets: ["ES2015", "ES2022", "ESNext"] },
];
const NODES = ["20", "22", "24"];

const compiled = COMPILERS.flatMap(compiler);
const nodes = NODES.map(register);
rmSync(base, { recursive: true, force: true });
const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
writeFileSync(
  join(ROOT, "docs/doors.md"),
  `# The doors, version by version

Written by \`npm run doors\`. Each line is one program (loops, closures, a class, a generator, async functions), compiled strictly with the types of \`hindlog\`, as CommonJS.
*same* is: it prints and exits as compiled without hindlog. *records* is: its values are in the history. *off* is: with \`HINDLOG=off\` the output is the plain compiler's, to the byte.

${table(["TypeScript", "ts-patch", "target", "same", "records", "off"], compiled)}

The tests of the register door (\`test/programs/doors/register.test.ts\`) under other Nodes:

${table(["Node", "passed", "failed"], nodes)}
`,
);
if ([...compiled.flat(), ...nodes.map((row) => (row[2] === 0 ? "yes" : "no"))].includes("no")) process.exitCode = 1;

function compiler({ typescript, patch, targets }) {
  const folder = install(`ts-${typescript}-${patch}`, [`typescript@${typescript}`, `ts-patch@${patch}`]);
  symlinkSync(ROOT, join(folder, "node_modules/hindlog"), "dir");
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src/main.ts"), PROGRAM);
  return targets.map((target) => {
    const options = { target, module: "commonjs", strict: true, lib: ["es2022", "dom"], rootDir: "src", outDir: "dist", types: [], sourceMap: true };
    if (target === "ES5") options.downlevelIteration = true;
    const plugins = [{ transform: "hindlog/transformer" }];
    if (typescript !== "6.0") options.moduleResolution = "node10";
    else Object.assign(options, { module: "node16" });
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...options, plugins }, include: ["src"] }));
    const build = (bin, outDir, hindlog) => run(folder, process.execPath, [join("node_modules", bin), "-p", ".", "--outDir", outDir], { HINDLOG: hindlog });
    const built = [build("typescript/bin/tsc", "plain", "on"), build("ts-patch/bin/tspc.js", "dist", "on"), build("ts-patch/bin/tspc.js", "off", "off")];
    for (const { stdout, stderr } of built) process.stderr.write(stdout + stderr);
    const plain = run(folder, process.execPath, ["plain/main.js"], { HINDLOG: "off" });
    const same = built.every(({ status }) => status === 0) && JSON.stringify(run(folder, process.execPath, ["dist/main.js"], { HINDLOG: "on" })) === JSON.stringify(plain);
    const rows = run(folder, process.execPath, [join(ROOT, "dist/server/cli/main.js"), "dataframe", "level", "--format", "csv"], { HINDLOG: "on" }).stdout.trim().split("\n");
    const result = [typescript, patch, target, yes(same && plain.status === 0), yes(rows.length === 4), yes(read(folder, "off") === read(folder, "plain"))];
    for (const name of ["plain", "dist", "off", ".hindlog"]) rmSync(join(folder, name), { recursive: true, force: true });
    return result;
  });
}

function register(version) {
  const folder = install(`node-${version}`, [`node@${version}`]);
  const node = join(folder, "node_modules/node/bin/node");
  const { stdout } = run(ROOT, process.execPath, [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "test/programs/doors/register.test.ts", "--reporter=json"], { HINDLOG_TEST_NODE: node });
  const { numPassedTests, numFailedTests } = JSON.parse(stdout.slice(stdout.indexOf("{")));
  return [version, numPassedTests, numFailedTests];
}

function install(name, packages) {
  const folder = join(base, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "commonjs" }));
  const { status, stderr } = run(folder, "npm", ["install", "--no-audit", "--no-fund", ...packages], {});
  if (status !== 0) throw new Error(`npm could not install ${packages.join(" ")}: ${stderr}`);
  return folder;
}

function run(cwd, command, args, env) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1e9, env: { ...process.env, ...env } });
  return { status, stdout, stderr };
}

function read(folder, name) {
  return readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).sort().map((file) => `${file}\n${readFileSync(join(folder, name, file), "utf8")}`).join("\n");
}

function yes(fact) {
  return fact ? "yes" : "no";
}
