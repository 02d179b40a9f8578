import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findRoot } from "../../runtime/project-root.ts";

test("a .hindlog in the temporary or home folder makes no project of all that is below it", () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-")));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const project = join(base, "project");
  mkdirSync(join(project, "src"), { recursive: true });
  mkdirSync(join(base, ".hindlog"));
  writeFileSync(join(project, "package.json"), "{}");
  const before = { TMPDIR: process.env["TMPDIR"], HOME: process.env["HOME"] };
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });
  const entry = join(project, "src/main.ts");
  writeFileSync(entry, "");
  expect(findRoot(entry)).toBe(base);
  process.env["TMPDIR"] = base;
  expect(findRoot(entry)).toBe(project);
  process.env["TMPDIR"] = "/tmp";
  expect(findRoot(entry)).toBe(base);
  process.env["HOME"] = base;
  expect(findRoot(entry)).toBe(project);
});
