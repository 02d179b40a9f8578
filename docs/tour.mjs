/**
 * Writes the tour into README.md: runs its commands in a scratch project and puts what they print between the marks
 * `<!-- tour: NAME -->` and `<!-- end -->`. Run it after a build: `node docs/tour.mjs`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const README = join(REPOSITORY, "README.md");
const CLI = join(REPOSITORY, "dist/server/cli/main.js");

const PROGRAM = `import { arg, log } from "hindlog";

const stride = arg("stride", 1);
let place = 0;

for (let round = 0; round < 4; round++) {
  for (let step = 0; step < 1000; step++) {
    place += (Math.random() - 0.5) * stride;
  }
  log("place", place);
}
`;
const CHANGED = PROGRAM.replaceAll(/\bplace\b(?!")/g, "position").replace("step < 1000", "step < 2000");
const STATEMENT = '  log("began", position);\n';
const EDITED = CHANGED.replace("  for (let step", `${STATEMENT}  for (let step`);

const folder = mkdtempSync(join(tmpdir(), "hindlog-tour-"));
try {
  writeFileSync(README, fill(readFileSync(README, "utf8"), tour()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tour() {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  mkdirSync(join(folder, "src"));
  symlinkSync(REPOSITORY, join(folder, "node_modules/hindlog"), "dir");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "walk", type: "module" }));
  write(PROGRAM);
  const record = session(["run", "--seed", "1", "src/walk.ts"], ["run", "--seed", "2", "--arg", "stride=10", "src/walk.ts"], ["runs"], ["dataframe", "place"]);
  write(EDITED);
  const backfill = session(["backfill", "began"], ["dataframe", "began", "place", "--where", "round < 2"]);
  return { program: fence("ts", PROGRAM), record, edit: fence("diff", difference()), backfill };
}

function write(text) {
  writeFileSync(join(folder, "src/walk.ts"), text);
}

/** The lines of both versions that differ, in order. */
function difference() {
  writeFileSync(join(folder, "before.ts"), PROGRAM);
  const diff = spawnSync("git", ["diff", "--no-index", "--unified=1", "--no-color", "--", join(folder, "before.ts"), join(folder, "src/walk.ts")], { encoding: "utf8" });
  rmSync(join(folder, "before.ts"));
  return diff.stdout.split("\n").slice(5).join("\n");
}

function session(...commands) {
  const text = commands.map((args) => {
    const result = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: "utf8" });
    if (result.status !== 0) throw new Error(`hindlog ${args.join(" ")} ended with ${result.status}\n${result.stdout}${result.stderr}`);
    return `$ npx hindlog ${args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)).join(" ")}\n${result.stdout}`;
  });
  return fence("console", text.join("\n"));
}

function fence(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function fill(text, blocks) {
  return text.replaceAll(/<!-- tour: (\w+) -->[^]*?<!-- end -->/g, (_, name) => `<!-- tour: ${name} -->\n${blocks[name]}\n<!-- end -->`);
}
