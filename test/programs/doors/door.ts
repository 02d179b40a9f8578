/** The doors: every way in which a program gets instrumented, and how it is started then. */
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { REPOSITORY, type Files, type Project } from "../support/project.ts";

export type Format = "module" | "commonjs";

export interface Door {
  readonly door: string;
  readonly format: Format;
  /** Builds what there is to build, with hindlog or without it. @returns what `node` is called with for an entry such as `main` */
  build(project: Project, instrument: boolean): Promise<(entry: string) => readonly string[]>;
}

/** Files that a project needs for every door. */
export function projectFiles(format: Format, sources: Files): Files {
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    rootDir: "src",
    outDir: "dist",
    types: [],
    sourceMap: true,
    plugins: [{ transform: "hindlog/transformer" }],
  };
  return {
    "package.json": JSON.stringify({ name: "doors", type: format, private: true }),
    ".gitignore": "node_modules/\n.hindlog/\ndist/\n",
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
    ...sources,
  };
}

/** Makes packages of this repository the project's own. */
export function linkPackages(project: Project, names: readonly string[]): void {
  for (const name of names) {
    const path = join(project.root, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) symlinkSync(join(REPOSITORY, "node_modules", name), path, "dir");
  }
}

const register = (format: Format): Door => ({
  door: "register",
  format,
  build: () => Promise.resolve((entry) => ["--import", "hindlog/register", `src/${entry}.ts`]),
});

const tsPatch = (format: Format): Door => ({
  door: "ts-patch",
  format,
  async build(project, instrument) {
    linkPackages(project, ["typescript", "ts-patch"]);
    const compiler = instrument ? "ts-patch/bin/tspc.js" : "typescript/bin/tsc";
    expect(await project.run(process.execPath, [join(REPOSITORY, "node_modules", compiler), "-p", "."])).toMatchObject({ status: 0, stdout: "" });
    return (entry) => ["--enable-source-maps", `dist/${entry}.js`];
  },
});

/** Each door, with ES modules and with CommonJS where that makes a difference. */
export const DOORS: readonly Door[] = [register("module"), register("commonjs"), tsPatch("module"), tsPatch("commonjs")];
