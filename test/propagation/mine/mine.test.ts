/** Cases are mined from real histories made by real git; what they claim is compared with the texts. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { casesIn, type MinedCase } from "./cases.ts";

let folder: string | undefined;
afterEach(() => folder !== undefined && rmSync(folder, { recursive: true, force: true }));

/** Commits each text in turn, the oldest first, and mines. */
function mined(...texts: string[]): MinedCase[] {
  folder = mkdtempSync(join(tmpdir(), "hindlog-mine-"));
  const git = (...args: string[]): void => void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder, stdio: "ignore" });
  git("init");
  for (const text of texts) {
    writeFileSync(join(folder, "main.js"), text);
    git("add", ".");
    git("commit", "-m", "next");
  }
  return casesIn("some/one", join(folder, ".git"));
}

const start = `function start(port) {\n  open(port);\n  console.log("listening on port", port);\n  return port;\n}\n`;

test("a statement whose neighbours changed is found again, at its offsets in both texts", () => {
  const newer = start.replace("open(port)", "await open(port, 1)").replace("function", "async function").replace("return port", "return { port }");
  const [found, ...more] = mined(start, newer);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ kind: "pos", cls: "log", ctx: "none", text: "same", distClass: "d1-2", posn: "middle", moved: false, rewrapped: false });
  expect(newer.slice(found!.newStart, Number(found!["newEnd"]))).toBe(`console.log("listening on port", port);`);
  expect(start.slice(Number(found!["oldStart"]), Number(found!["oldEnd"]))).toBe(`console.log("listening on port", port);`);
});

test("what its names were changes nothing where its string says which it is; a wrapper is told", () => {
  const renamed = start.replaceAll("port)", "address)").replace("return port", "return address");
  expect(mined(start, renamed)).toMatchObject([{ kind: "pos", how: "literal", text: "renamed", rewrapped: false }]);
  expect(mined(start.replace("console", "logger"), start).find(({ cls }) => cls === "log")).toMatchObject({ how: "literal", text: "edited" });
  const wrapped = start.replace(/console.*/, "if (port > 0) {\n    $&\n  }");
  expect(mined(start, wrapped).filter(({ cls }) => cls === "log")).toMatchObject([{ kind: "pos", how: "text", text: "same", rewrapped: true, clean: false }]);
});

test("a statement that stands twice is no case where the two cannot be told apart", () => {
  const twice = `function a(x) {\n  step(x);\n  console.log("x is", x);\n  step(2);\n  console.log("x is", x);\n}\n`;
  expect(mined(twice, twice.replace("step(2)", "step(3)")).filter(({ cls }) => cls === "log")).toEqual([]);
});

test("a new function is absent; one that was rewritten is not", () => {
  const added = `${start}function stop(port) {\n  console.log("will close the port", port);\n  close(port, true);\n}\n`;
  expect(mined(start, added).map(({ kind, newStart }) => [kind, added.slice(newStart, newStart + 22)])).toContainEqual(["neg-fn", `console.log("will clos`]);
  expect(mined(`${start}function stop(port) {\n  halt(port, "now");\n}\n`, added).map(({ kind }) => kind)).not.toContain("neg-fn");
});

test("a new block is absent; one of which everything but the condition changed is not", () => {
  const guarded = start.replace("  return", `  if (port < 1024) {\n    console.log("needs more rights", port);\n    ask(port, "root");\n  }\n  return`);
  expect(mined(start, guarded).map(({ kind }) => kind)).toContain("neg-block");
  const before = start.replace("  return", `  if (port < 1024) throw new Error("no right to listen there");\n  return`);
  expect(mined(before, guarded).map(({ kind }) => kind)).not.toContain("neg-block");
});
