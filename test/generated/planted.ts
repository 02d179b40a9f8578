/**
 * Bugs that are planted into a copy of the package, to see that the oracle catches them. The runtime's own check right behind a restore
 * is switched off in these copies: what is tested is the oracle.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Boundary } from "./boundaries.ts";
import { Kind } from "../../runtime/state/kind.ts";
import { REPOSITORY } from "./processes.ts";

/** One planted bug. */
export interface Planted {
  readonly name: string;
  /** What stands in the built code, in whatever file, and what comes in its place (`$&` is what stood there). */
  readonly patch: readonly [text: RegExp, replacement: string];
  /** Programs that can show it have one of these kinds of state; all programs where it is not given. */
  readonly kinds?: readonly string[];
  readonly boundary?: Boundary;
}

/** Patches what a restore is given: `state` is the decoded checkpoint. */
function restored(name: string, change: string, kinds?: readonly string[]): Planted {
  return { name, patch: [/const saved = decodeState\(bytes\);/, `$& ((state) => { ${change}; })(saved);`], ...(kinds === undefined ? {} : { kinds }) };
}

/** For every object of a kind. */
const each = (kind: keyof typeof Kind, change: string): string => `for (const object of state.objects) if (object.kind === ${Kind[kind]}) { ${change} }`;

const SPLIT_ALIAS = `const seen = new Set();
  for (const object of [...state.objects]) for (const property of object.properties ?? []) {
    const value = property.value;
    if (typeof value?.index !== "number" || state.objects[value.index].kind !== ${Kind.plain}) continue;
    if (seen.has(value.index)) { state.objects.push({ ...state.objects[value.index] }); property.value = new value.constructor(state.objects.length - 1); }
    seen.add(value.index);
  }`;

/** All of them. */
export const PLANTED: readonly Planted[] = [
  restored("entries of a Map are lost", each("map", "object.payload = object.payload.slice(1);"), ["Map", "Map with object keys"]),
  restored("items of a Set are lost", each("set", "object.payload = object.payload.slice(1);"), ["Set", "Set of objects"]),
  restored("the random state is not restored", 'state.roots = state.roots.filter((root) => !root.name.startsWith("%random"))', ["random"]),
  restored("an alias is duplicated", SPLIT_ALIAS, ["alias", "cycle"]),
  restored("the loop variable is off by one", 'const root = state.roots.find((one) => typeof one.value === "number"); if (root) root.value++'),
  restored("the order of keys is lost", each("plain", "object.properties.reverse();"), ["key order", "nested object"]),
  restored(
    "what a closure captured is not restored",
    each("environment", "object.payload = [object.payload[0], object.payload[1], object.payload[2].map(() => 0)];"),
    ["closure over a variable", "bare closure"],
  ),
  restored("an array comes back longer", each("array", "object.payload = [object.payload[0] + 1, object.payload[1]];"), ["sparse array", "array of objects"]),
  restored("a Date comes back as the epoch", each("date", "object.payload = 0;"), ["Date"]),
  restored("the bytes of buffers are not restored", each("buffer", "object.payload = [object.payload[0].slice().fill(0), object.payload[1]];"), [
    "DataView",
    "typed array",
    "typed arrays over one buffer",
  ]),
  restored("prototypes are lost", each("plain", "object.prototype = Object.prototype;"), ["class with fields", "inheritance", "prototype change"]),
  restored("module variables are not restored", 'state.roots = state.roots.filter((root) => !root.name.includes(":"))', ["number", "string", "bigint"]),
  restored(
    "frozen objects come back open",
    "state.objects.forEach((object, index) => { if (beside.numbers[index] >= 0) return; object.extensible = true; for (const property of object.properties ?? []) property.flags |= 7; })",
    ["frozen"],
  ),
  restored(
    "-0, NaN and infinities become 0",
    'for (const root of state.roots) if (typeof root.value === "number" && (root.value === 0 || !Number.isFinite(root.value))) root.value = 0',
    ["odd number"],
  ),
  { name: "a loop whose exit was restored goes on", patch: [/frame\.exiting = true;/, ""], boundary: "exit" },
  {
    name: "output is duplicated in a replay",
    patch: [/function out\(owner, statement, args\) \{/, '$& if (replayer !== null) process.stdout.write("again\\n");'],
  },
  { name: "a checkpoint is labelled with the iteration before", patch: [/iteration: n,(?=\s*point: "start")/, "iteration: n - 1,"] },
  { name: "recording draws a random number", patch: [/function at\(frame, values, \.\.\.item\) \{/, "$& Math.random();"], kinds: ["random"] },
  { name: "a condition is evaluated twice", patch: [/return condition;/, "return emit.factory.createLogicalAnd(condition, condition);"] },
  {
    name: "the body of a loop runs once more",
    patch: [
      /return condition;/,
      'return emit.factory.createLogicalOr(emit.factory.createLessThan(emit.member(emit.id(arguments[0].frame), "k"), emit.number(0)), condition);',
    ],
  },
];

/** A copy of the package with a bug in it, in a fresh folder. @throws where the bug's text is not there any more. */
export function plant({ name, patch: [text, replacement] }: Planted): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-planted-")));
  for (const folder of ["dist/runtime", "dist/transformer"]) {
    mkdirSync(join(root, folder), { recursive: true });
    cpSync(join(REPOSITORY, folder), join(root, folder), { recursive: true });
  }
  cpSync(join(REPOSITORY, "package.json"), join(root, "package.json"));
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"), "dir");
  replace(root, [/hashOf\(again\.bytes\) === meta\.hash/, "true"], name);
  replace(root, [text, replacement], name);
  return root;
}

/** The runtime is built as a few files that hold all of it, and as one file a module: the change is made wherever its text stands. */
function replace(root: string, [text, replacement]: Planted["patch"], name: string): void {
  let count = 0;
  for (const file of readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".js")) continue;
    const before = readFileSync(join(root, "dist", file), "utf8");
    if (!text.test(before)) continue;
    writeFileSync(join(root, "dist", file), before.replace(text, replacement));
    count++;
  }
  if (count === 0)
    throw new Error(`Expected ${String(text)} in the built code, to plant "${name}": write down here what the bug looks like in the code as it is now`);
}
