/** The register door: projects of every module kind, on every Node; and what a compiler that knows no transformers (TypeScript 7) wrote. */
import { join } from "node:path";
import type { Files } from "../programs/support/project.ts";
import type { Cell } from "./cell.ts";
import { installed, nodeBinary } from "./packages.ts";

interface Kind {
  readonly kind: string;
  readonly specifier: string;
  readonly files: Files;
  /** Node runs it without hindlog too, from this major version on. */
  readonly nativeFrom?: number;
}

const GROUP = "register";
const packageJson = (fields: object): string => JSON.stringify({ name: "program", private: true, ...fields });
const tsconfig = (compilerOptions: object): string => JSON.stringify({ compilerOptions: { target: "es2022", ...compilerOptions } });

const KINDS: readonly Kind[] = [
  {
    kind: "ES modules",
    specifier: "./part.js",
    files: { "package.json": packageJson({ type: "module" }), "tsconfig.json": tsconfig({ module: "nodenext" }) },
  },
  {
    kind: "CommonJS",
    specifier: "./part",
    files: { "package.json": packageJson({ type: "commonjs" }), "tsconfig.json": tsconfig({ module: "commonjs" }) },
  },
  {
    kind: "as tsx runs them: no extensions, no `type`",
    specifier: "./part",
    files: { "package.json": packageJson({}), "tsconfig.json": tsconfig({ module: "esnext", moduleResolution: "bundler" }) },
  },
  {
    kind: "`paths`",
    specifier: "@app/part",
    files: {
      "package.json": packageJson({ type: "module" }),
      "tsconfig.json": tsconfig({ module: "esnext", moduleResolution: "bundler", paths: { "@app/*": ["./src/*"] } }),
    },
  },
  {
    kind: "`.ts` specifiers, as Node strips types itself",
    specifier: "./part.ts",
    files: {
      "package.json": packageJson({ type: "module" }),
      "tsconfig.json": tsconfig({ module: "nodenext", erasableSyntaxOnly: true, rewriteRelativeImportExtensions: true }),
    },
    nativeFrom: 22,
  },
];

/** Every kind on the oldest and the newest Node, those that Node itself treats differently on all. */
export function registerCells(): Cell[] {
  return [
    ...KINDS.flatMap((kind) => (kind.nativeFrom === undefined && kind !== KINDS[0] ? [20, 24] : [20, 22, 24]).map((node) => cell(kind, node))),
    ...[20, 24].map((node) => ({
      ...cell(KINDS[0]!, node),
      columns: ["the same, its `typescript` is 7", String(node)],
      packages: { typescript: typescript7() },
    })),
    ...[20, 24].map(compiledBefore),
  ];
}

function cell({ kind, specifier, files, nativeFrom = Infinity }: Kind, node: number): Cell {
  const native = node >= nativeFrom;
  return {
    group: GROUP,
    columns: [kind, String(node)],
    files,
    specifier,
    packages: {},
    start: (mode) => (mode === "plain" && native ? ["--disable-warning=ExperimentalWarning", "src/main.ts"] : ["--import", "hindlog/register", "src/main.ts"]),
    node: nodeBinary(node),
    replays: true,
  };
}

/** `tsc` 7, then register over its JavaScript. */
function compiledBefore(node: number): Cell {
  const compilerOptions = { target: "es2022", module: "nodenext", strict: true, types: [], rootDir: "src", outDir: "out", sourceMap: true };
  return {
    group: GROUP,
    columns: ["JavaScript that `tsc` 7 wrote", String(node)],
    files: { "package.json": packageJson({ type: "module" }), "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }) },
    specifier: "./part.js",
    packages: { typescript: typescript7() },
    build: (_mode, out) => [["node_modules/typescript/bin/tsc", "-p", ".", "--outDir", out]],
    builder: nodeBinary(24),
    start: (_mode, out) => ["--enable-source-maps", "--import", "hindlog/register", `${out}/main.js`],
    node: nodeBinary(node),
    replays: true,
  };
}

/** The folder of TypeScript 7. */
export function typescript7(): string {
  return join(installed(["typescript@7"]), "typescript");
}
