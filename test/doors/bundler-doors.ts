/** The bundler doors: a bundle for Node, which is recorded and whose backfill is refused by name. */
import { join } from "node:path";
import { REPOSITORY } from "../programs/support/project.ts";
import type { Cell } from "./cell.ts";
import { installed, nodeBinary } from "./packages.ts";
import { typescript7 } from "./register-doors.ts";

const BUNDLERS = ["vite", "rollup", "esbuild", "webpack", "rspack"] as const;
type Bundler = (typeof BUNDLERS)[number];

const GROUP = "bundlers";

/** `node build.mjs BUNDLER MODE OUT`. */
const BUILD = `
const [bundler, mode, out] = process.argv.slice(2);
const input = { main: "src/main.ts" };
const plugins = mode === "plain" ? [] : [(await import("hindlog/" + bundler)).default()];
const external = ["hindlog", /^node:/];
if (bundler === "vite") {
  const { build } = await import("vite");
  await build({ configFile: false, logLevel: "error", plugins, build: { ssr: true, sourcemap: true, minify: false, outDir: out, rollupOptions: { input, external } } });
} else if (bundler === "rollup") {
  const { rollup } = await import("rollup");
  const strip = { name: "strip", transform: async (code, id) => id.endsWith(".ts") && mode !== "on" ? (await import("esbuild")).transform(code, { loader: "ts", target: "es2022", sourcemap: true, sourcefile: id }) : null };
  const resolve = { name: "resolve", resolveId: (id, from) => id.startsWith("./") ? new URL(id.replace(/\\.js$/, ".ts"), "file://" + from).pathname : null };
  await (await rollup({ input, plugins: [...plugins, resolve, strip], external })).write({ dir: out, format: "es", sourcemap: true });
} else if (bundler === "esbuild") {
  const { build } = await import("esbuild");
  await build({ entryPoints: input, outdir: out, bundle: true, platform: "node", format: "esm", sourcemap: true, plugins, external: ["hindlog"] });
} else {
  const { default: webpack, rspack } = await import(bundler === "webpack" ? "webpack" : "@rspack/core");
  const loader = bundler === "webpack" ? process.cwd() + "/strip.cjs" : "builtin:swc-loader";
  const options = bundler === "webpack" ? {} : { jsc: { parser: { syntax: "typescript" }, target: "es2022" } };
  const rules = mode === "on" ? [] : [{ test: /\\.ts$/, use: { loader, options }, type: "javascript/auto" }];
  await new Promise((settle, fail) => (webpack ?? rspack)({ mode: "development", devtool: "source-map", target: "node20", entry: { main: "./src/main.ts" }, context: process.cwd(),
    experiments: { outputModule: true }, externalsType: "module", externals: { hindlog: "hindlog" }, resolve: { extensionAlias: { ".js": [".ts", ".js"] } }, module: { rules },
    output: { path: process.cwd() + "/" + out, filename: "[name].js", module: true, chunkFormat: "module" }, plugins },
    (error, stats) => error || stats.hasErrors() ? fail(error ?? new Error(stats.toString())) : settle()));
}
`;

/** The smallest loader of TypeScript for webpack. */
const STRIP = `module.exports = function (code) {
  const done = this.async();
  require("esbuild").transform(code, { loader: "ts", target: "es2022", sourcemap: true, sourcefile: this.resourcePath })
    .then(({ code, map }) => done(null, code, JSON.parse(map)), done);
};
`;

/** Every bundler on the oldest and on the newest Node, there with TypeScript 7 in the project. */
export function bundlerCells(): Cell[] {
  return BUNDLERS.flatMap((bundler) => [20, 24].map((node) => cell(bundler, node)));
}

function cell(bundler: Bundler, node: number): Cell {
  const seven = node === 24;
  const own = ["vite", "rollup", "esbuild", "webpack"].map((name) => [name, join(REPOSITORY, "node_modules", name)]);
  const rspack = bundler === "rspack" ? [["@rspack/core", join(installed(["@rspack/core@2"]), "@rspack/core")]] : [];
  return {
    group: GROUP,
    columns: [bundler, seven ? "7" : "none", String(node)],
    files: {
      "package.json": JSON.stringify({ name: "program", type: "module", private: true }),
      "tsconfig.json": JSON.stringify({ compilerOptions: { target: "es2022", module: "esnext", moduleResolution: "bundler", strict: true } }),
      "build.mjs": BUILD,
      "strip.cjs": STRIP,
    },
    specifier: "./part.js",
    packages: { ...Object.fromEntries([...own, ...rspack]), ...(seven ? { typescript: typescript7() } : {}) },
    build: (mode, out) => [["build.mjs", bundler, mode, out]],
    builder: nodeBinary(node),
    start: (_mode, out) => ["--enable-source-maps", `${out}/main.js`],
    node: nodeBinary(node),
    replays: "is a bundle",
  };
}
