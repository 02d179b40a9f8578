/** The scratch tree and the code that is emitted into it. */
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";
import type { ModuleRow } from "../../../../runtime/format/journal-rows.ts";
import { compileAhead } from "../../../../server/replay/emit/compile.ts";
import { createScratch, removeStaleScratch, type Scratch } from "../../../../server/replay/tree/scratch.ts";

/** A project on disk with the rows that a run of it would have. */
async function scratchOf(
  files: Record<string, string>,
  rows: (Partial<ModuleRow> & { path: string; text: string; format?: "esm" | "cjs" })[],
): Promise<{ scratch: Scratch; modules: ModuleRow[]; root: string; hindlog: string }> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-")));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const root = join(base, "a/b/project");
  for (const [path, text] of Object.entries({ "package.json": '{"name":"project","type":"module"}', ...files })) put(join(root, path), text);
  const modules = rows.map(({ path, text, format = "esm", file = path }, module): ModuleRow => {
    const descriptor = { source: path, format, door: "register" as const, hash: "", text, loops: [], logs: [], options: {} };
    return { type: "module", module, path, file, descriptor };
  });
  const hindlog = join(root, ".hindlog");
  const exportCommit = async (folder: string): Promise<void> => {
    for (const [path, text] of Object.entries({ "package.json": '{"name":"project","type":"module"}', ...files }))
      if (!path.startsWith("..")) put(join(folder, path), text);
  };
  const scratch = await createScratch({ hindlog, projectRoot: root, pastRoot: root, replay: "r1", modules, files: [], beganMs: 0, exportCommit });
  return { scratch, modules, root, hindlog };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const emitted = (scratch: Scratch, path: string): string => readFileSync(scratch.place(path), "utf8");

it("leads specifiers to the emitted files, wherever the modules lie", async () => {
  const main =
    'import { b } from "./b.js";\nexport * from "./dir";\nimport { out } from "../../../out/x.ts";\nimport own from "#own";\nimport { log } from "hindlog";\nimport { readFileSync } from "node:fs";\nlog("b", [b, out, own, readFileSync]);\n';
  const files = { "package.json": '{"name":"project","type":"module","imports":{"#own":"./src/own.ts"}}' };
  const { scratch, modules } = await scratchOf(files, [
    { path: "src/main.ts", text: main },
    { path: "src/b.ts", text: "export const b = 1;\n" },
    { path: "src/dir/index.ts", text: "export const d = 1;\n" },
    { path: "src/own.ts", text: "export default 1;\n" },
    { path: "../../out/x.ts", text: "export const out = 1;\n" },
  ]);
  compileAhead({ ts, scratch, modules, edited: new Map() });
  const code = emitted(scratch, "src/main.ts.mjs");
  for (const path of ["src/b.ts.mjs", "src/dir/index.ts.mjs", "src/own.ts.mjs", "../../out/x.ts.mjs"]) {
    expect(code).toContain(JSON.stringify(pathToFileURL(scratch.place(path)).href));
    expect(existsSync(scratch.place(path))).toBe(true);
  }
  expect(code).toContain('from "node:fs"');
  expect(code).toMatch(/from "file:.*dist\/runtime\/index\.js"/);
  expect(code).toMatch(/from "file:.*dist\/runtime\/instrument\.js"/);
});

it("compiles TypeScript that the modules lead to even where the run did not tell its text", async () => {
  const { scratch, modules } = await scratchOf({ "src/late.ts": "export const late: number = 1;\n" }, [
    { path: "src/main.ts", text: 'import { late } from "./late.ts";\nconsole.log(late);\n' },
  ]);
  compileAhead({ ts, scratch, modules, edited: new Map() });
  expect(emitted(scratch, "src/late.ts.mjs")).toContain("late = 1");
});

it("leaves built files at their own place", async () => {
  const { scratch, modules } = await scratchOf({}, [{ path: "src/main.ts", file: "dist/main.js", text: "console.log(1);\n" }]);
  const table = compileAhead({ ts, scratch, modules, edited: new Map() });
  expect(table.emittedOf("dist/main.js")).toBe("dist/main.js");
  expect(emitted(scratch, "dist/main.js")).toContain("console.log");
});

it("refuses a text that does not compile, with the place of the first error", async () => {
  const { scratch, modules } = await scratchOf({}, [{ path: "src/main.ts", text: "let x = 1;\nlet y = (;\n" }]);
  expect(() => compileAhead({ ts, scratch, modules, edited: new Map() })).toThrowError(
    expect.objectContaining({ code: "does-not-compile", message: expect.stringContaining("src/main.ts of that version does not compile any more") }),
  );
});

it("replaces links of the version that lead out of it, and removes what a dead process left", async () => {
  const { scratch, root, hindlog } = await scratchOf({ "data/real.txt": "7" }, [{ path: "src/main.ts", text: "console.log(1);\n" }]);
  expect(lstatSync(join(scratch.root, "data/real.txt")).isSymbolicLink()).toBe(false);
  const modules: ModuleRow[] = [];
  symlinkSync(join(root, "data/real.txt"), join(root, "data/link.txt"));
  const exportCommit = async (folder: string): Promise<void> => {
    mkdirSync(join(folder, "data"));
    symlinkSync(join(root, "data/real.txt"), join(folder, "data/link.txt"));
  };
  const second = await createScratch({ hindlog, projectRoot: root, pastRoot: root, replay: "r2", modules, files: [], beganMs: 0, exportCommit });
  expect(lstatSync(join(second.root, "data/link.txt")).isSymbolicLink()).toBe(false);
  expect(readFileSync(join(second.root, "data/link.txt"), "utf8")).toBe("7");
  await second.remove();
  expect(existsSync(second.base)).toBe(false);
  writeFileSync(join(scratch.base, "owner.json"), JSON.stringify({ pid: 1, bootId: "another boot", aliveAtMs: 0 }));
  await removeStaleScratch(hindlog);
  expect(existsSync(scratch.base)).toBe(false);
});
