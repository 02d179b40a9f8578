// What is around a program: environment variables, arguments, the exit code, the working directory, members of globals and of Node's modules that are
// replaced or added, what the console remembers, a `require` of its own.
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import qs, { escape } from "node:querystring";
import { inspect } from "node:util";
import { log } from "hindlog";

const require = createRequire(import.meta.url);
const { sep } = require("node:path") as typeof import("node:path");
const drawn = (draw: () => number): string => draw().toFixed(2);
const fixed = { random: (): number => 0.5, now: (): number => 12 };
const shared = globalThis as typeof globalThis & Record<PropertyKey, unknown>;
const LOCAL = Symbol("local");
shared["gone"] = 1;
shared[Symbol.for("early")] = 1;
for (const name of ["one", "two"]) if (!existsSync(name)) mkdirSync(name);

for (let i = 0; i < 8; i++) {
  process.env[`PART_${i % 3}`] = String(i);
  if (i === 4) delete process.env["PART_0"];
  if (i === 2) process.env["HOME"] = "elsewhere";
  if (i === 1) process.chdir("one");
  if (i === 3) process.chdir("..");
  if (i === 5) process.chdir("two");
  if (i === 2) Math.random = fixed.random;
  if (i === 4) Date.now = fixed.now;
  if (i === 3) (globalThis as { structuredClone: unknown }).structuredClone = fixed.now;
  if (i === 6) Error.stackTraceLimit = 3;
  if (i === 2) process.title = "renamed";
  if (i === 3) qs.escape = (text) => `<${escape(text)}>`;
  if (i === 4) inspect.defaultOptions.depth = 0;
  if (i === 1) Object.defineProperty(process, "platform", { value: "elsewhere" });
  if (i === 5) delete (process as { exitCode2?: number }).exitCode2;
  if (i === 3) (process as { exitCode2?: number }).exitCode2 = 7;
  if (i === 6) process.umask(0o27);
  process.argv.push(`given${i}`);
  console.count("rounds");
  if (i === 5) console.countReset("rounds");
  if (i % 3 === 1) console.group("of three");
  shared[Symbol.for("total")] = ((shared[Symbol.for("total")] as number | undefined) ?? 0) + i;
  if (i === 2) shared[LOCAL] = [i];
  if (i > 2) (shared[LOCAL] as number[]).push(i);
  if (i === 3) delete shared["gone"];
  if (i === 4) delete shared[Symbol.for("early")];
  process.exitCode = i === 7 ? 0 : i;
  const parts = Object.keys(process.env).filter((name) => name.startsWith("PART_"));
  log("parts", parts.map((name) => `${name}=${process.env[name]}`).join());
  log("where", process.cwd().split(sep).at(-1)!.length);
  log("home", process.env["HOME"] === "elsewhere");
  log("drawn", i < 2 ? "" : drawn(Math.random));
  log("now", i < 4 ? 0 : Date.now());
  log("of Node", `${process.title.length} ${process.platform === "elsewhere"} ${"exitCode2" in process} ${qs.stringify({ a: "b c" })} ${process.umask()}`);
  log("added", `${String(shared[Symbol.for("total")])} ${String(shared[LOCAL])} ${"gone" in shared} ${Symbol.for("early") in shared}`);
  log("given", process.argv.slice(2).join());
  console.log({ a: { b: { c: i } } });
  log("cloned", structuredClone(5 as unknown));
  console.log(i, process.exitCode, process.cwd().endsWith("one"), process.cwd().endsWith("two"), Error.stackTraceLimit, parts.length);
}
console.log(process.env["HOME"], process.cwd().endsWith("two"), Math.random(), Date.now());
