/** Runs the history part's sources in a process of its own. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { afterAll } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");

const SCRIPT = `
  try {
    const { openHistory } = await import(process.argv[1] + "/server/history/open.js");
    const history = await openHistory(process.argv[2]);
    await history.ingest();
    console.log(JSON.stringify({ records: (await history.runs()).map((run) => run.records), problems: (await history.runs()).map((run) => run.damage) }));
    await history.close();
  } catch (error) {
    console.log(JSON.stringify({ name: error.name, code: error.code, message: error.message }));
  }
`;

const compiled = new Map<boolean, string>();
afterAll(() => {
  for (const folder of compiled.values()) rmSync(folder, { recursive: true, force: true });
});

/** The sources as JavaScript, compiled once for a test file, with or without sqlite3 beside them. */
function compile(withSqlite: boolean): string {
  const folder = compiled.get(withSqlite) ?? mkdtempSync(join(tmpdir(), "hindlog-compiled-"));
  if (compiled.has(withSqlite)) return folder;
  compiled.set(withSqlite, folder);
  chmodSync(folder, 0o755);
  for (const path of ["runtime/project-root.ts", ...sourcesIn("runtime/format"), ...sourcesIn("server/history")]) {
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true };
    const { outputText } = ts.transpileModule(readFileSync(join(ROOT, path), "utf8"), { compilerOptions });
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path.replace(/ts$/, "js")), outputText);
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["jsep", "simple-git", ...(withSqlite ? ["sqlite3"] : [])])
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  return folder;
}

function sourcesIn(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name));
}

/** What the process found, or the error that ended it. */
export interface Outcome {
  readonly records?: readonly number[];
  readonly problems?: readonly (string | null)[];
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
}

/** How the process is run. */
export interface ProcessOptions {
  /** Words before the command, such as `prlimit --fsize=...`. */
  readonly prefix?: readonly string[];
  readonly withSqlite?: boolean;
}

/** Opens and ingests a project in a process of its own; never rejects. */
export async function ingestInProcess(root: string, options: ProcessOptions = {}): Promise<Outcome> {
  const words = [...(options.prefix ?? []), process.execPath, "--input-type=module", "-e", SCRIPT, compile(options.withSqlite ?? true), root];
  const child = spawn(words[0]!, words.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const signal = await new Promise((resolve) => child.once("close", (_code, name) => resolve(name)));
  try {
    return JSON.parse(out) as Outcome;
  } catch {
    return { name: "crash", message: `${String(signal)} ${out} ${errors}` };
  }
}
