/** The ts-patch door: `tspc`, and the `tsc` that ts-patch has patched; then `node out/main.js`. */
import { join } from "node:path";
import type { Files } from "../programs/support/project.ts";
import type { Cell, Command, Mode } from "./cell.ts";
import { installed, nodeBinary } from "./packages.ts";

interface Compiler {
  readonly typescript: string;
  readonly patch: string;
}

/** How one cell differs from the others. */
interface Variant {
  readonly via: "tspc" | "patched tsc";
  readonly type: "module" | "commonjs";
  readonly target: string;
  readonly node: number;
}

const GROUP = "ts-patch";
const OLDEST: Compiler = { typescript: "5.4", patch: "3.3" };
const NEWEST: Compiler = { typescript: "6.0", patch: "4" };
/** ts-patch 4 takes no TypeScript before 6. */
const COMPILERS: readonly Compiler[] = [OLDEST, { typescript: "5.9", patch: "3.3" }, { typescript: "6.0", patch: "3.3" }, NEWEST];
const USUAL: Variant = { via: "tspc", type: "module", target: "es2022", node: 20 };

/** Every compiler with what people use most; the rest with the newest and the oldest. */
export function compileCells(): Cell[] {
  const ends = [OLDEST, NEWEST];
  return [
    ...COMPILERS.map((compiler) => cell(compiler, USUAL)),
    ...ends.map((compiler) => cell(compiler, { ...USUAL, type: "commonjs" })),
    ...ends.map((compiler) => cell(compiler, { ...USUAL, via: "patched tsc" })),
    ...ends.map((compiler) => cell(compiler, { ...USUAL, target: "es2015" })),
    ...["es2017", "es2021", "esnext"].map((target) => cell(NEWEST, { ...USUAL, type: "commonjs", target })),
    ...[22, 24].flatMap((node) => (["module", "commonjs"] as const).map((type) => cell(NEWEST, { ...USUAL, type, node }))),
  ];
}

function cell(compiler: Compiler, { via, type, target, node }: Variant): Cell {
  const { typescript, patch } = compiler;
  const folder = installed([`typescript@${typescript}`, `ts-patch@${patch}`]);
  const packages = Object.fromEntries(["typescript", "ts-patch"].map((name) => [name, join(folder, name)]));
  return {
    group: GROUP,
    columns: [typescript, patch, via, type === "module" ? "ESM" : "CommonJS", target, String(node)],
    files: projectFiles(type, target),
    specifier: "./part.js",
    ...(via === "tspc" ? { packages } : { packages: {}, copied: folder }),
    build: (mode, out) => commands(via, mode, out),
    // ts-patch 4 asks for Node 22.
    builder: nodeBinary(patch === "4" ? 22 : 20),
    start: (_mode, out) => ["--enable-source-maps", `${out}/main.js`],
    node: nodeBinary(node),
    replays: true,
  };
}

function commands(via: Variant["via"], mode: Mode, out: string): Command[] {
  const project = ["-p", ".", "--outDir", out];
  const tsc = ["node_modules/typescript/bin/tsc", ...project];
  if (mode === "plain") return [tsc];
  if (via === "tspc") return [["node_modules/ts-patch/bin/tspc.js", ...project]];
  return [["node_modules/ts-patch/bin/ts-patch.js", "install", "--silent"], tsc];
}

function projectFiles(type: Variant["type"], target: string): Files {
  const compilerOptions = {
    target,
    module: "nodenext",
    strict: true,
    lib: ["es2022", "dom"],
    types: [],
    rootDir: "src",
    sourceMap: true,
    plugins: [{ transform: "hindlog/transformer" }],
  };
  return {
    "package.json": JSON.stringify({ name: "program", type, private: true }),
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
  };
}
