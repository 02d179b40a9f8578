import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isExcluded, isIncluded, resolveOptions } from "../../transformer/index.ts";

const WRITES = ["process.stdout.write", "process.stderr.write"];

function project(hindlog: unknown): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "src/deep"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "p", hindlog }));
  return root;
}

test("every key has its default", () => {
  const root = project(undefined);
  expect(resolveOptions(join(root, "src"))).toEqual({ enabled: true, include: [], exclude: [], logCalls: WRITES, root, problems: [] });
});

test("the nearest package.json that has the key says, and a door's own options replace single keys", () => {
  const root = project({ include: ["a"], logCalls: ["debug"] });
  writeFileSync(join(root, "src/package.json"), "{}");
  const given = { value: { transform: "hindlog/transformer", include: ["b"] }, where: "the entry", foreign: ["transform"] };
  expect(resolveOptions(join(root, "src/deep"), given)).toMatchObject({ root, include: ["b"], logCalls: ["debug"], problems: [] });
});

test("which calls log is said in package.json alone, for the editor and backfills read it there; a door that is told otherwise refuses", () => {
  const root = project({ logCalls: ["debug"] });
  const given = (logCalls: readonly string[]): { value: object; where: string } => ({
    value: { logCalls },
    where: "the entry of hindlog/transformer in tsconfig.json",
  });
  expect(resolveOptions(root, given(["debug"]))).toMatchObject({ logCalls: ["debug"], problems: [] });
  const { logCalls, problems } = resolveOptions(root, given(["logger.info"]));
  expect(logCalls).toEqual(["debug"]);
  expect(problems).toEqual([
    expect.stringMatching(/^Expected "logCalls" to be given in package.json .*got \["logger.info"\] in the entry of hindlog.*Move it\.$/) as string,
  ]);
});

test("a package.json that changes is read again", () => {
  const root = project({ include: ["a"] });
  expect(resolveOptions(root).include).toEqual(["a"]);
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "p", hindlog: { include: ["another"] } }));
  expect(resolveOptions(root).include).toEqual(["another"]);
});

test("a dependency's own package.json says nothing", () => {
  const root = project({ include: ["a"] });
  mkdirSync(join(root, "node_modules/a"), { recursive: true });
  writeFileSync(join(root, "node_modules/a/package.json"), JSON.stringify({ name: "a", hindlog: { enabled: false } }));
  expect(resolveOptions(join(root, "node_modules/a")).enabled).toBe(true);
});

test.each<[unknown, string]>([
  [[1], 'to be an object such as { "include": ["ml-matrix"] }, got [1].'],
  [{ include: "ml-matrix" }, 'Expected "include" of "hindlog" in '],
  [{ include: "ml-matrix" }, 'to be a list of package names such as ["ml-matrix", "@scope/name"], got "ml-matrix".'],
  [{ enabled: "no" }, 'to be true or false, got "no".'],
  [{ logCalls: ["logger info"] }, 'to be a list of calls such as ["logger.info", "logger.*", "debug"], got ["logger info"].'],
  [{ logcall: [] }, 'Misspelled option "logcall" of "hindlog" in '],
  [{ logcall: [] }, 'should be "logCalls".'],
  [{ verbose: true }, 'Expected only the options enabled, include, exclude, logCalls in "hindlog" in '],
])("%j is told, and the default stands", (hindlog, message) => {
  const { problems, ...rest } = resolveOptions(project(hindlog));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
  expect(rest).toMatchObject({ enabled: true, include: [], exclude: [], logCalls: WRITES });
});

test("include names packages, scopes and files of packages", () => {
  const root = project({ include: ["plain", "@scope/one", "@all/*", "part/lib/*"] });
  const options = resolveOptions(root);
  const included = (path: string): boolean => isIncluded(options, join(root, "node_modules", path));
  expect(
    ["plain/index.js", "plain/a/b.js", ".pnpm/plain@1/node_modules/plain/a.js", "@scope/one/x.js", "@all/any/x.js", "part/lib/x.js"].map(included),
  ).toEqual(Array.from({ length: 6 }, () => true));
  expect(["plainer/index.js", "@scope/two/x.js", "part/index.js", "plain/node_modules/other/x.js"].map(included)).toEqual([false, false, false, false]);
});

test("exclude names files, folders and globs", () => {
  const root = project({ exclude: ["./src/one.ts", "src/deep/", "**/*.gen.ts"] });
  const options = resolveOptions(join(root, "src"));
  const excluded = (path: string): boolean => isExcluded(options, join(root, path));
  expect(["src/one.ts", "src/deep/x/y.ts", "lib/a.gen.ts", ".lib/.a.gen.ts"].map(excluded)).toEqual([true, true, true, true]);
  expect(["src/two.ts", "src/deeper.ts", "one.ts"].map(excluded)).toEqual([false, false, false]);
});
