/**
 * Builds dist/: `node build.mjs`, or `node build.mjs --if-needed` to do nothing where dist/ is newer than every source.
 *
 * It needs nothing but Node and npm: where node_modules is missing it runs `npm ci` first.
 *
 * Invariants
 * 1. One build at a time: `.build.lock` holds the pid of the one that works, the others wait for it and then look again.
 * 2. dist/ is replaced by a rename, so nobody sees half of it; `dist/.built` is there only after a build without errors.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const LOCK = join(ROOT, ".build.lock");
const DIST = join(ROOT, "dist");
/** What runs in a replay beside the runtime. */
const GUARD = "server/replay/process";
const STAMP = join(DIST, ".built");
/** What dist/ is made from. */
const SOURCES = ["runtime", "transformer", "server", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.cjs.json", "build.mjs"];

process.exitCode = await main(process.argv.includes("--if-needed"));

async function main(ifNeeded) {
  await takeLock();
  try {
    if (!existsSync(join(ROOT, "node_modules/typescript/package.json"))) install();
    return ifNeeded && isFresh() ? 0 : await build();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

async function takeLock() {
  process.once("SIGINT", () => process.exit(130));
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: "wx" });
      process.once("exit", () => rmSync(LOCK, { force: true }));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    removeStaleLock();
    await sleep(100);
  }
}

/** Takes a dead build's lock away. The rename is atomic: where a live build's lock was caught instead, it is put back. */
function removeStaleLock() {
  const holder = lockHolder(LOCK);
  if (holder === undefined || isAlive(holder)) return;
  const caught = `${LOCK}.${process.pid}`;
  try {
    renameSync(LOCK, caught);
    if (lockHolder(caught) !== holder) linkSync(caught, LOCK);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(caught, { force: true });
}

/** Pid in a lock file; undefined where the file is gone or still empty. */
function lockHolder(file) {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function install() {
  console.log("hindlog: installing dependencies (npm ci)");
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm, "ci"]] : ["npm", ["ci"]];
  const result = spawnSync(command, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  if (result.status !== 0) throw new Error(`"npm ci" failed with ${result.status ?? result.signal ?? result.error}: run it by hand to see more`);
}

function isFresh() {
  return existsSync(STAMP) && SOURCES.every((path) => newestMs(join(ROOT, path)) <= statSync(STAMP).mtimeMs);
}

function newestMs(path) {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

async function build() {
  const started = new Date();
  const fresh = join(ROOT, `dist.${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  const passed = [compile("tsconfig.json", fresh), compile("tsconfig.cjs.json", join(fresh, "cjs"))].every(Boolean);
  writeFileSync(join(fresh, "cjs/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  await bundleRuntime(fresh);
  await bundleRegister(fresh);
  writeFileSync(join(fresh, "transformer/code-hash"), hashOfCode(fresh));
  const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const path of Object.values(bin)) {
    const file = join(fresh, path.replace("./dist/", ""));
    if (existsSync(file)) chmodSync(file, 0o755);
  }
  swap(fresh);
  if (!passed) return 1;
  writeFileSync(STAMP, "");
  utimesSync(STAMP, started, started);
  return 0;
}

/** Compiles one project; type errors are printed and what could be emitted is there all the same. */
function compile(project, outDir) {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const result = spawnSync(process.execPath, [tsc, "-p", project, "--outDir", outDir], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  return result.status === 0;
}

/** Puts the entries of the runtime into few files: a user's program that starts pays for every file it loads. */
async function bundleRuntime(fresh) {
  const { rolldown } = await import("rolldown");
  const { compileOwn } = await import("./runtime/build/compile.mjs");
  const from = writeOwn(compileOwn, `${fresh}.own`);
  const input = { index: join(from, "runtime/index.js"), instrument: join(from, "runtime/instrument.js") };
  const bundle = await rolldown({ input, platform: "node", external: /^node:/ });
  const chunkFileNames = "runtime/shared-[hash].js";
  // Both are made from the sources as they were compiled, before either takes their place.
  const outputs = await Promise.all(["esm", "cjs"].map((format) => bundle.generate({ format, entryFileNames: "runtime/[name].js", chunkFileNames })));
  await bundle.close();
  // The guard is loaded file by file.
  for (const path of ["runtime/taken.js", ...readdirSync(join(from, GUARD)).map((name) => `${GUARD}/${name}`)]) cpSync(join(from, path), join(fresh, path));
  rmSync(from, { recursive: true, force: true });
  outputs.forEach(({ output }, at) => output.forEach((chunk) => writeFileSync(join(fresh, at === 0 ? "." : "cjs", chunk.fileName), chunk.code)));
  shareCalls(fresh);
}

/** Puts the register door into three files: Node looks for each file that a module names on every start, on two threads. */
async function bundleRegister(fresh) {
  const { rolldown } = await import("rolldown");
  const folder = join(fresh, "transformer/register");
  const input = { index: join(folder, "index.js"), hooks: join(folder, "hooks.js") };
  const bundle = await rolldown({ input, platform: "node", external: [/^node:/, "get-tsconfig", "picomatch"] });
  const { output } = await bundle.generate({ format: "esm", entryFileNames: "[name].js", chunkFileNames: "shared-[hash].js" });
  await bundle.close();
  for (const chunk of output) writeFileSync(join(folder, chunk.fileName), chunk.code);
}

/** CommonJS modules of a program whose ES modules came first call what those call: the same code once more would be loaded, and compiled, beside it. */
function shareCalls(fresh) {
  const [entry, own] = ["instrument.js", "instrument-own.js"];
  const session = 'globalThis[Symbol.for("hindlog.session.1")]';
  appendFileSync(join(fresh, "runtime", entry), `import * as calls from "./${entry}";\n${session}.calls ??= calls;\n`);
  renameSync(join(fresh, "cjs/runtime", entry), join(fresh, "cjs/runtime", own));
  writeFileSync(join(fresh, "cjs/runtime", entry), `"use strict";\nmodule.exports = ${session}?.calls ?? require("./${own}");\n`);
}

/** What the register door's cache knows the compiler's own code by. */
function hashOfCode(fresh) {
  const hash = createHash("sha256");
  for (const folder of ["transformer", "runtime/format"]) {
    const names = readdirSync(join(fresh, folder), { recursive: true }).filter((name) => name.endsWith(".js"));
    for (const name of names.sort()) hash.update(name).update(readFileSync(join(fresh, folder, name)));
  }
  return hash.digest("hex");
}

/** Writes the runtime as it calls nothing that the program may have replaced. */
function writeOwn(compileOwn, folder) {
  for (const [path, text] of compileOwn(ROOT.replace(/[\\/]$/, ""))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function swap(fresh) {
  const old = `${DIST}.${process.pid}.old`;
  if (existsSync(DIST)) renameSync(DIST, old);
  try {
    renameSync(fresh, DIST);
  } catch {
    cpSync(fresh, DIST, { recursive: true });
    rmSync(fresh, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}
