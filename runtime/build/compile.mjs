/**
 * Leads what the runtime calls of the language to what was there when the runtime was loaded (runtime/own-built-ins.ts, docs/decisions/033).
 *
 *     map.get(key)                        own.Map_get(map, key)
 *     Object.keys(object)                 own.Object_keys(object)
 *     Map.prototype.get.call(map, key)    own.Map_get(map, key)
 *     new Map(entries)                    own.mapOf(entries)
 *     for (const item of items) ...       for (let i = 0, list = items; i < list.length; i++) { const item = list[i]; ... }
 *     for (const [key, item] of map) ...  for (const { 0: key, 1: item } of own.iterated(map)) ...
 *     const [a, b] = pair                 const { 0: a, 1: b } = pair
 *     [...a, b]                           own.joined(a, [b])
 *     /x/.test(text)                      own.test(/x/, text)
 *
 * Which of them a call is, the type checker says. What cannot be led there stops the build: no call is left out unseen.
 */
import { relative } from "node:path";
import ts from "typescript";
import { Leading } from "./leading.mjs";

/** Where the compiler is told to write: nothing is written there. */
const OUT = "dist";

/**
 * Compiles the runtime so, and what is loaded into a replay process before the program.
 * @returns texts by their paths below the output folder
 */
export function compileOwn(root) {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const entries = ["runtime/index.ts", "runtime/instrument.ts", "runtime/own-built-ins.ts", "server/replay/process/guard.ts"].map((path) => `${root}/${path}`);
  const program = ts.createProgram(entries, { ...options, outDir: `${root}/${OUT}`, declaration: false, isolatedDeclarations: false, removeComments: true });
  const taken = new Map();
  const problems = [];
  const emitted = new Map();
  const write = (path, text) => emitted.set(relative(`${root}/${OUT}`, path), text);
  const transform = (context) => (file) =>
    file.fileName.endsWith("/own-built-ins.ts") ? file : new Leading(program, context, { file, taken, problems, root }).done();
  program.emit(undefined, write, undefined, false, { before: [transform] });
  if (problems.length > 0)
    throw new Error(
      `What the runtime calls of the language cannot be led to what was there before the program (runtime/build/compile.mjs):\n${problems.join("\n")}`,
    );
  emitted.set("runtime/taken.js", textOf([...taken].sort()));
  return emitted;
}

const HEAD = `import { types } from "node:util";
import * as own from "./own-built-ins.js";
const { getter, uncurry } = own;
const KEY = Symbol.for("hindlog.own.1");
const had = globalThis[KEY] ?? { __proto__: null };`;

/** Of several builds of the runtime in one process the first has taken what there was. */
function textOf(taken) {
  // Not under their own names: `Map` means the global one here.
  const constants = taken.map(([name, expression], at) => `const $${at} = had.${name} ?? ${expression};`);
  const members = taken.map(([name], at) => `${name}: $${at}`).join(", ");
  const kept = `if (globalThis[KEY] === undefined) Object.defineProperty(globalThis, KEY, { value: { __proto__: null, ${members} } });`;
  return `${HEAD}\n${constants.join("\n")}\n${kept}\nexport { ${taken.map(([name], at) => `$${at} as ${name}`).join(", ")} };\n`;
}
