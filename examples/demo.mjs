/**
 * The demo: `npm run demo`. It makes a project in .demo/ from examples/penguins, trains the network five times over three versions
 * of the program, and then asks all five past runs for two values that none of them logged.
 *
 * At the end it checks itself the slow way: it writes the two statements into every version by hand, runs all five again from
 * scratch, and compares each value bit for bit.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const EXAMPLE = join(REPOSITORY, "examples/penguins");
const DEMO = join(REPOSITORY, ".demo");
const CLI = join(REPOSITORY, "dist/server/cli/main.js");

const RUNS = [
  { version: 1, rate: 0.05, seed: 1 },
  { version: 1, rate: 0.2, seed: 2 },
  { version: 2, rate: 0.05, seed: 3 },
  { version: 3, rate: 0.05, seed: 4 },
  { version: 3, rate: 0.01, seed: 5 },
];

/** What nobody thought of logging: one value before the steps of an epoch, one after them. */
const BEFORE = 'log("largestWeight", Math.max(...network.layers[0]!.weights));';
const AFTER = 'log("rateLeft", learningRate);';
const NAMES = ["largestWeight", "rateLeft"];
/** Epochs of which the table shows the values. */
const SHOWN = [0, 1, 6, 11];

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (colour ? `\x1b[1m${text}\x1b[22m` : text);
const dim = (text) => (colour ? `\x1b[2m${text}\x1b[22m` : text);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

process.exitCode = main() ? 0 : 1;

function main() {
  title("Five runs over three versions of a program (.demo/src/train.ts)");
  const project = makeProject(join(DEMO, "project"));
  for (const run of RUNS) record(project, run, versionText(run.version));

  title("Nobody logged these two. Add them now, one before the steps of each epoch and one after:");
  addStatements(project);

  title("What it would take to know them for all five runs");
  hindlog(project, ["backfill", ...NAMES, "--dry-run"], true);

  title("Backfill");
  const startedMs = performance.now();
  const report = JSON.parse(hindlog(project, ["backfill", ...NAMES, "--yes", "--format", "json"]));
  const backfillMs = performance.now() - startedMs;
  showCells(project, report);

  title("The same the slow way: both statements written into every version by hand, all five runs from scratch");
  const slow = runAgain();
  return compare(values(project), slow.values, backfillMs, slow.durationMs);
}

function title(text) {
  console.log(`\n${bold(text)}\n`);
}

/** A git repository with the example in it, and hindlog installed. */
function makeProject(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const part of ["src", "package.json", "tsconfig.json"]) cpSync(join(EXAMPLE, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, ".gitignore"), "node_modules/\n.hindlog/\n");
  symlinkSync(REPOSITORY, join(folder, "node_modules/hindlog"), "dir");
  symlinkSync(join(REPOSITORY, "node_modules/vega-datasets"), join(folder, "node_modules/vega-datasets"), "dir");
  git(folder, "init", "--quiet", "--initial-branch=main");
  return folder;
}

function git(folder, ...args) {
  const identity = ["-c", "user.name=Demo", "-c", "user.email=demo@example.org", "-c", "commit.gpgsign=false"];
  command("git", [...identity, ...args], folder);
}

/** The text of src/train.ts in a version. */
function versionText(version) {
  const folder = version === 1 ? EXAMPLE : join(EXAMPLE, "versions", String(version));
  return readFileSync(join(folder, "src/train.ts"), "utf8");
}

function record(folder, { version, rate, seed }, text) {
  writeFileSync(join(folder, "src/train.ts"), text);
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "--allow-empty", "-m", `Version ${version}`);
  const startedMs = performance.now();
  const printed = hindlog(folder, ["run", "--arg", `rate=${rate}`, "--seed", String(seed), "src/train.ts"]);
  const durationMs = performance.now() - startedMs;
  console.log(`version ${version}  rate ${String(rate).padEnd(4)}  ${printed.trim().split("\n").at(-1)}  ${dim(seconds(durationMs))}`);
  return durationMs;
}

/** The newest source, as its author would edit it. */
function addStatements(folder) {
  writeFileSync(join(folder, "src/train.ts"), withStatements(3));
  command("git", ["--no-pager", "diff", "--unified=1", "--", "src/train.ts"], folder)
    .split("\n")
    .slice(4)
    .forEach((line) => console.log(line.startsWith("+") ? bold(line) : dim(line)));
}

/** A version with both statements in it, by hand: where they belong there, with the names it uses. */
function withStatements(version) {
  const text = versionText(version);
  const after = version === 1 ? AFTER.replace("learningRate", "rate") : AFTER;
  const edited = text.replace("  let loss = 0;\n", (line) => `  ${BEFORE}\n${line}`).replace('  log("loss", loss / steps);\n', (line) => `  ${after}\n${line}`);
  if (!edited.includes(BEFORE) || !edited.includes(after))
    throw new Error(`Version ${version} of the example has changed; the demo no longer knows where its statements go`);
  return edited;
}

function showCells(folder, report) {
  const verdicts = {};
  for (const { verdict } of report.cells) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  hindlog(folder, ["dataframe", "rate", ...NAMES, "loss", "--where", SHOWN.map((epoch) => `epoch == ${epoch}`).join(" || ")], true);
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  console.log(`\n${report.cells.length} values: ${counts.join(", ")}; ${report.refused.length} refused. The table shows epochs ${SHOWN.join(", ")}.`);
  for (const { run, name, reason } of report.refused) console.log(`  ${name} in run ${run}: ${reason}`);
}

/** Runs all five again with the statements in them. */
function runAgain() {
  const folder = makeProject(join(DEMO, "again"));
  const durations = RUNS.map((run) => record(folder, run, withStatements(run.version)));
  return { values: values(folder), durationMs: durations.reduce((sum, duration) => sum + duration, 0) };
}

/** Every value of the two names, run by run, epoch by epoch, as exact text. */
function values(folder) {
  return NAMES.flatMap((name) => {
    const rows = JSON.parse(hindlog(folder, ["dataframe", name, "--format", "json"]));
    const runs = [...new Set(rows.map((row) => row.run))];
    return rows.map((row) => `run ${runs.indexOf(row.run) + 1} epoch ${row.epoch} ${name} ${JSON.stringify(row[name])}`);
  });
}

function compare(backfilled, truth, backfillMs, slowMs) {
  const wrong = truth.filter((value, index) => value !== backfilled[index]);
  const same = wrong.length === 0 && backfilled.length === truth.length;
  console.log(`\nBackfilled in ${bold(seconds(backfillMs))}; running everything again took ${bold(seconds(slowMs))}.`);
  console.log(
    same
      ? `All ${truth.length} values are the same, bit for bit.`
      : `${wrong.length} of ${truth.length} values differ (${backfilled.length} were backfilled), the first: ${wrong[0]}`,
  );
  console.log(dim(`\nLook around: cd ${join(".demo", "project")} && npx hindlog runs`));
  return same;
}

/** Runs the real command; its output is shown as it is, or given back. */
function hindlog(folder, args, show = false) {
  if (show) console.log(dim(`$ npx hindlog ${args.map((arg) => (/^[\w./=-]+$/.test(arg) ? arg : `"${arg}"`)).join(" ")}`));
  const printed = command(process.execPath, [CLI, ...args], folder);
  if (show) process.stdout.write(printed);
  return printed;
}

/** @param args - `backfill` ends with 1 where some values were refused: the demo shows them */
function command(file, args, cwd) {
  const result = spawnSync(file, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 });
  const isPartial = result.status === 1 && args.includes("backfill") && result.stdout !== "";
  if (result.status !== 0 && !isPartial)
    throw new Error(`"${[file, ...args].join(" ")}" ended with ${result.status ?? result.error} in ${cwd}\n${result.stderr}`);
  return result.stdout;
}
