import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { applyEdits, propagate, type PropagationResult } from "../../../transformer/propagate/index.ts";
import { markedStatements } from "./marked-statements.ts";

/**
 * One folder, one case:
 * - newest.*: the newest text; statements on lines that end in `// <<` are carried
 * - older.*: the older text; older/: further files of the older tree
 * - expected.*: the older text with the statements; or refused.txt: the verdict, then words of the reason, a line each
 * - result.json: more of the result (matched partially); expected.path: the file of the older tree that gets the edits
 */
const root = join(import.meta.dirname, "cases");

describe.each(readdirSync(root))("%s", (name) => {
  const folder = join(root, name);
  const files = readdirSync(folder);
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  const fileOf = (stem: string): string | undefined => files.find((file) => file.startsWith(`${stem}.`) && file !== "expected.path");

  const newestFile = fileOf("newest")!;
  const path = `src/${newestFile.replace("newest", "main")}`;
  const older = read(fileOf("older")!);
  const olderTree = new Map([[path, older]]);
  if (existsSync(join(folder, "older"))) for (const file of readdirSync(join(folder, "older"))) olderTree.set(`src/${file}`, read(`older/${file}`));
  const newest = markedStatements(path, read(newestFile));
  const result: PropagationResult = propagate(ts, { newest, older: { path, text: older }, olderTree });

  it.runIf(fileOf("expected"))("is inserted as expected", () => {
    const target = files.includes("expected.path") ? read("expected.path").trim() : path;
    expect(result.reason).not.toBe("");
    expect(result.edits.filter((edit) => edit.path !== target)).toEqual([]);
    expect(applyEdits(olderTree.get(target)!, result.edits)).toBe(read(fileOf("expected")!));
    const edited = applyEdits(olderTree.get(target)!, result.edits);
    for (const range of result.inserted) expect(edited.slice(range.start, range.end)).toMatch(/^\S[^]*\S$/);
  });

  it.runIf(files.includes("refused.txt"))("is refused with its reason", () => {
    const [verdict, ...words] = read("refused.txt").trim().split("\n");
    expect(result).toMatchObject({ verdict, edits: [] });
    for (const word of words) expect(result.reason).toContain(word);
  });

  it.runIf(files.includes("result.json"))("has the result's fields", () => {
    expect(result).toMatchObject(JSON.parse(read("result.json")) as object);
  });
});
