/**
 * `npm run packages`: the test suites of published packages, plain and instrumented; writes docs/packages.md.
 *
 * Each package comes from the npm registry with its sources and tests. Every file below `src/` is compiled in place, once plain and once instrumented
 * (sources and tests alike), and vitest runs both: the instrumented one without checkpoints, with adaptive ones and with all of them.
 * It needs the registry and some minutes, so it is no part of the tests.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { compileModule } from "../dist/transformer/index.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/**
 * Packages that ship their tests, with what the tests import beside the package's own dependencies.
 * `large`: tens of thousands of loop activations over large states; saving every boundary of them all takes hours and is left out.
 */
const PACKAGES = [
  { name: "zod@4.6.7", needs: [], source: "@zod/source", large: true },
  { name: "superjson@1.13.3", needs: ["mongodb@3", "decimal.js@10"], large: true },
  { name: "ml-gsd@11.3.0", needs: ["spectrum-generator@8", "jest-matcher-deep-close-to@3", "xy-parser@5", "ml-stat@1"], large: true },
  { name: "ml-tree-similarity@2.2.0", needs: [] },
  { name: "ml-confusion-matrix@2.0.0", needs: [] },
  { name: "ml-xsadd@3.0.1", needs: [] },
  { name: "ml-array-median@2.0.0", needs: [] },
  { name: "ml-levenberg-marquardt@4.1.3", needs: ["jest-matcher-deep-close-to@3"] },
  { name: "ml-direct@1.0.0", needs: ["jest-matcher-deep-close-to@3"], large: true },
];
const MODES = ["off", "adaptive", "all"];
/** Bytes of checkpoints that one suite may write. */
const CHECKPOINT_BYTES = String(64 << 20);
const LIMIT_MS = 15 * 60_000;

const wanted = process.argv.slice(2);
const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-packages-")));
try {
  for (const entry of PACKAGES) {
    if (wanted.length > 0 && !wanted.some((word) => entry.name.startsWith(word))) continue;
    try {
      const row = examine(entry);
      keep([row]);
      if (row.runs.some((run) => run.differences.length > 0)) process.exitCode = 1;
    } catch (error) {
      console.error(`${entry.name} could not be examined: ${error.message}`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}

/** Fetches a package, compiles it both ways and runs its tests. */
function examine(entry) {
  const folder = join(base, entry.name.replaceAll(/[@/]/g, "-"));
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "tests", private: true }));
  npm(["pack", "--silent", entry.name], folder);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  run("tar", ["xzf", tarball], folder);
  const manifest = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8"));
  const dependencies = Object.entries(manifest.dependencies ?? {}).map(([name, range]) => `${name}@${range}`);
  const install = [...dependencies, ...entry.needs];
  if (install.length > 0) npm(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", ...install], folder);
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const [name, target] of [["hindlog", ROOT], ["vitest", join(ROOT, "node_modules/vitest")]]) symlinkSync(target, join(folder, "node_modules", name), "dir");
  const files = { plain: compileTree(folder, manifest, { entry, instrument: false }), instrumented: compileTree(folder, manifest, { entry, instrument: true }) };
  const plain = test(folder, "plain", { HINDLOG: "off" });
  const runs = MODES.filter((mode) => mode !== "all" || entry.large !== true).map((mode) => {
    const tested = test(folder, "instrumented", { HINDLOG: "on", HINDLOG_CHECKPOINTS: mode, HINDLOG_CHECKPOINT_BYTES: CHECKPOINT_BYTES });
    return { mode, passed: tested.passed, failed: tested.failed, differences: differences(plain, tested) };
  });
  console.log(entry.name, files.instrumented, "files", plain.passed, "passed", plain.failed, "failed;", runs.map((each) => `${each.mode} ${each.passed}/${each.failed}`).join(", "));
  rmSync(folder, { recursive: true, force: true });
  return { name: entry.name, files: files.instrumented, passed: plain.passed, failed: plain.failed, runs };
}

/** Compiles every module below src/ in place, in a copy of the package. @returns how many */
function compileTree(folder, manifest, { entry, instrument }) {
  const root = join(folder, instrument ? "instrumented" : "plain");
  cpSync(join(folder, "package"), root, { recursive: true });
  let count = 0;
  for (const found of readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name);
    if (!found.isFile() || ![".ts", ".tsx", ".js", ".mts"].includes(extname(path)) || /\.d\.m?ts$/.test(path)) continue;
    const text = readFileSync(path, "utf8");
    const source = path.slice(root.length + 1);
    const { code, map } = compileModule(ts, { fileName: path, text, source, format: "esm", door: "register", options: { strict: true }, logCalls: [], instrument });
    const inline = Buffer.from(map).toString("base64");
    writeFileSync(path, `${code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "")}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`);
    count++;
  }
  const alias = entry.source === undefined ? [] : aliases(manifest, entry.source, root);
  const config = { test: { globals: true, include: ["src/**/*.test.{ts,tsx,js}"], pool: "forks", maxWorkers: 2, testTimeout: 120_000 }, resolve: { alias } };
  const written = JSON.stringify(config).replaceAll(/"find":"([^"]*)"/g, (_, find) => `"find":/^${find.replaceAll("/", "\\/")}$/`);
  writeFileSync(join(root, "vitest.config.mjs"), `export default ${written};\n`);
  return count;
}

/** A package that imports itself by name means its sources. */
function aliases(manifest, condition, root) {
  return Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === "object" && target[condition] !== undefined ? [{ find: manifest.name + path.slice(1), replacement: join(root, target[condition]) }] : [],
  );
}

/** Runs the tests of one copy. */
function test(folder, copy, env) {
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  const history = join(folder, "history");
  const args = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--root", join(folder, copy), "--reporter=json", `--outputFile=${report}`];
  const ran = spawnSync(process.execPath, args, { cwd: join(folder, copy), env: { ...process.env, CI: "true", HINDLOG_DIR: history, ...env }, encoding: "utf8", timeout: LIMIT_MS });
  if (!existsSync(report)) throw new Error(`Expected a report of the tests in ${folder}/${copy}, got none: ${ran.stderr.slice(-2000)}`);
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const cases = new Map();
  for (const file of testResults) {
    const name = file.name.slice(join(folder, copy).length + 1);
    if (file.assertionResults.length === 0) cases.set(`${name} (whole file)`, "failed");
    for (const result of file.assertionResults) cases.set(`${name} > ${result.fullName} ${occurrence(cases, `${name} > ${result.fullName}`)}`, result.status);
  }
  const statuses = [...cases.values()];
  rmSync(history, { recursive: true, force: true });
  return { cases, passed: statuses.filter((status) => status === "passed").length, failed: statuses.filter((status) => status === "failed").length };
}

function occurrence(cases, name) {
  let count = 0;
  while (cases.has(`${name} ${count}`)) count++;
  return count;
}

/** Tests that did not end as they do plain. */
function differences(plain, tested) {
  return [...new Set([...plain.cases.keys(), ...tested.cases.keys()])]
    .filter((name) => plain.cases.get(name) !== tested.cases.get(name))
    .map((name) => `${name}: ${plain.cases.get(name) ?? "not there"}, instrumented ${tested.cases.get(name) ?? "not there"}`);
}

/** Keeps the rows of packages that were not examined this time. */
function keep(rows) {
  const file = join(ROOT, "docs/packages.json");
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const all = PACKAGES.flatMap(({ name }) => rows.find((row) => row.name === name) ?? known.find((row) => row.name === name) ?? []);
  writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync(join(ROOT, "docs/packages.md"), page(all));
}

function page(rows) {
  const cells = ({ name, files, passed, failed, runs }) => [name, files, passed, failed, ...MODES.map((mode) => runs.find((run) => run.mode === mode)).map((run) => (run === undefined ? "-" : `${run.passed} / ${run.failed}`)), runs.every((run) => run.differences.length === 0) ? "yes" : "**no**"];
  const differing = rows.flatMap(({ name, runs }) => runs.flatMap((run) => run.differences.map((text) => `- **${name}**, checkpoints ${run.mode}: ${text}`)));
  return `# Test suites of published packages

Written by \`npm run packages\`; do not edit. The packages come from the npm registry with their sources and tests; both are compiled once plain and once instrumented,
and run by vitest. *The same* compares test by test. Tests that fail plain too were not looked into: the packages leave out parts of their set-up. A dash: too large to save every boundary.

| package | instrumented files | plain passed | plain failed | without checkpoints (passed / failed) | adaptive | all checkpoints | the same |
|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${cells(row).join(" | ")} |`).join("\n")}

${differing.join("\n") || "No test ends otherwise than plain."}
`;
}

function npm(args, cwd) {
  return run("npm", args, cwd);
}

function run(command, args, cwd) {
  const ran = spawnSync(command, args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
  if (ran.status !== 0) throw new Error(`"${command} ${args.join(" ")}" ended with ${ran.status ?? ran.signal}: ${ran.stderr}`);
  return ran.stdout;
}
