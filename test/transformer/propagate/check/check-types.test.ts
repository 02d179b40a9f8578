/** Statements against the types of an older version: what would be logged as `undefined`, or would not compile, is refused; whatever may be right is not. */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { propagate, type PropagationResult } from "../../../../transformer/propagate/index.ts";

interface Case {
  /** What each text begins with. */
  readonly newest: string;
  readonly older: string;
  /** The log call, in a function of both. */
  readonly log: string;
  /** What else stands before it in the function, in both or in either. */
  readonly before?: string;
  readonly olderBefore?: string;
  readonly path?: string;
  readonly modules?: Readonly<Record<string, string>>;
  readonly newestModules?: Readonly<Record<string, string>>;
  /** Whether neither text is a module. */
  readonly isScript?: boolean;
  /** Instead of a function: `class Model { step() {` around it, with members of either. */
  readonly members?: { readonly newest: string; readonly older: string };
}

const IMPORT = 'import { log } from "hindlog";\n';

function text(head: string, { body, members, isJs }: { body: string; members: string | undefined; isJs: boolean }): string {
  const typed = (name: string, type: string): string => (isJs ? name : `${name}: ${type}`);
  const step = `step(${typed("points", "Point[]")}, ${typed("count", "number")})`;
  const inside = `  const first = points[0]${isJs ? "" : "!"};\n  const total = count * 2;\n${body}  schedule(count, total);\n  return total;\n}\n`;
  return members === undefined ? `${head}export function ${step} {\n${inside}` : `${head}export class Model {\n${members}\n${step} {\n${inside}}\n`;
}

function carry(one: Case, checkTypes = true): PropagationResult {
  const { newest, older, log, before = "", olderBefore = before, path = "src/main.ts", modules = {}, newestModules = modules, members, isScript } = one;
  const isJs = path.endsWith(".js");
  const asWritten = (source: string): string => (isScript ? source.replaceAll("export ", "") : source);
  const newestText = (isScript ? "" : IMPORT) + asWritten(text(newest, { body: `${before}  ${log}\n`, members: members?.newest, isJs }));
  const olderText = asWritten(text(older, { body: olderBefore, members: members?.older, isJs }));
  const start = newestText.indexOf(log);
  return propagate(ts, {
    newest: [{ path, text: newestText, start, end: start + log.length }],
    newestTree: new Map([[path, newestText], ...Object.entries(newestModules)]),
    older: { path, text: olderText },
    olderTree: new Map([[path, olderText], ...Object.entries(modules)]),
    minConfidence: 0,
    checkTypes,
  });
}

const POINT = "export interface Point { x: number; at?: { y: number } }\n";
const withMember = (member: string): string => POINT.replace("x: number", `x: number; ${member}`);
const LOG_I = 'log("i", first.i);';

const REFUSED: Readonly<Record<string, Case>> = {
  "a member of an interface": { newest: withMember("i: number"), older: POINT, log: LOG_I },
  "a member of an imported interface": {
    newest: 'import type { Point } from "./point.js";\n',
    older: 'import type { Point } from "./point.js";\n',
    log: LOG_I,
    modules: { "src/point.ts": POINT },
    newestModules: { "src/point.ts": withMember("i: number") },
  },
  "a member of a class in another file, through an index": {
    newest: 'import { Point } from "../geometry";\n',
    older: 'import { Point } from "../geometry";\n',
    log: LOG_I,
    path: "src/deep/main.ts",
    modules: { "src/geometry/index.ts": 'export * from "./point";\n', "src/geometry/point.ts": "export class Point { x = 1; }\n" },
    newestModules: { "src/geometry/index.ts": 'export * from "./point";\n', "src/geometry/point.ts": "export class Point { x = 1; i = 2; }\n" },
  },
  "a member of an imported interface that may be one of two others": {
    newest: 'import type { Point } from "./point.js";\n',
    older: 'import type { Point } from "./point.js";\n',
    log: 'log("loss", first.trainLoss);',
    modules: { "src/point.ts": "export interface Point { x: number; loss: number; trainError: number }\n" },
    newestModules: { "src/point.ts": "export interface Point { x: number; trainLoss: number }\n" },
  },
  "a member of an imported interface in whose place another one may stand": {
    newest: 'import type { Point } from "./point.js";\n',
    older: 'import type { Point } from "./point.js";\n',
    log: 'log("loss", first.trainLoss);',
    modules: { "src/point.ts": "export interface Point { x: number; size: number }\n" },
    newestModules: { "src/point.ts": "export interface Point { x: number; trainLoss: number }\n" },
  },
  "a member behind an optional chain": { newest: withMember("i: number"), older: POINT, log: 'log("i", first?.i);' },
  "a member of a type that is inferred": {
    newest: POINT,
    older: POINT,
    log: 'log("far", best.far);',
    before: "  const best = { near: first.x, far: first.x };\n",
    olderBefore: "  const best = { near: first.x };\n",
  },
  "a member of what a generic function gives": {
    newest: `function lastOf<T>(items: T[]): T { return items[items.length - 1]!; }\n${withMember("i: number")}`,
    older: `function lastOf<T>(items: T[]): T { return items[items.length - 1]!; }\n${POINT}`,
    log: 'log("i", lastOf(points).i);',
  },
  "a member of a type parameter": {
    newest: "interface Box<T extends Point> { held: T }\ndeclare const box: Box<Point>;\n" + withMember("i: number"),
    older: "interface Box<T extends Point> { held: T }\ndeclare const box: Box<Point>;\n" + POINT,
    log: 'log("i", box.held.i);',
  },
  "a member in a callback": { newest: withMember("i: number"), older: POINT, log: 'log("i", points.map((point) => point.i));' },
  "a member in a pattern": { newest: withMember("i: number"), older: POINT, log: 'log("i", points.map(({ i }) => i));' },
  "a member of one kind of a union": {
    newest: `type Shape = { kind: "dot"; i: number } | { kind: "line"; i: number };\ndeclare const shape: Shape;\n${POINT}`,
    older: `type Shape = { kind: "dot"; i: number } | { kind: "line"; length: number };\ndeclare const shape: Shape;\n${POINT}`,
    log: 'log("i", shape.i);',
  },
  "a member of an enumeration": { newest: `enum Mode { Fast, Slow }\n${POINT}`, older: `enum Mode { Fast }\n${POINT}`, log: 'log("mode", Mode.Slow);' },
  "a member of a namespace": {
    newest: `namespace Limits { export const high = 1; export const low = 0; }\n${POINT}`,
    older: `namespace Limits { export const high = 1; }\n${POINT}`,
    log: 'log("low", Limits.low);',
  },
  "a member of one declaration of several": {
    newest: `${withMember("i: number")}export interface Point { z: number }\n`,
    older: `${POINT}export interface Point { z: number }\n`,
    log: LOG_I,
  },
  "a static member": {
    newest: `class Rates { static low = 1; static high = 2; }\n${POINT}`,
    older: `class Rates { static low = 1; }\n${POINT}`,
    log: 'log("high", Rates.high);',
  },
  "a member of the class, set elsewhere": {
    newest: POINT,
    older: POINT + "declare const other: { rate: number };\nuse(other.rate);\n",
    log: 'log("rate", this.rate);',
    members: { newest: "rate = 1;", older: "steps = 1;" },
  },
  "a private name": { newest: POINT, older: POINT, log: 'log("rate", this.#rate);', members: { newest: "#rate = 1;", older: "steps = 1;" } },
  "a private name in JavaScript": {
    newest: "",
    older: "",
    log: 'log("rate", this.#rate);',
    path: "src/main.js",
    members: { newest: "#rate = 1;", older: "steps = 1;" },
  },
  "a member of a class in JavaScript": {
    newest: "class Timer { constructor() { this.lap = 1; this.sum = 0; } }\n",
    older: "class Timer { constructor() { this.sum = 0; } }\nexport { Timer };\n",
    log: 'log("lap", timer.lap);',
    before: "  const timer = new Timer();\n",
    path: "src/main.js",
  },
  "a private member": {
    newest: `class Timer { lap = 1; }\nconst timer = new Timer();\n${POINT}`,
    older: `class Timer { private lap = 1; }\nconst timer = new Timer();\n${POINT}`,
    log: 'log("lap", timer.lap);',
  },
  "a property that was text": { newest: POINT, older: POINT.replace("x: number", "x: string"), log: 'log("x", first.x.toFixed(2));' },
  "what cannot be called": {
    newest: `const size = (point: Point): number => point.x;\n${POINT}`,
    older: `const size = 3;\n${POINT}`,
    log: 'log("size", size(first));',
  },
  "other arguments": {
    newest: `function norm(point: Point, power: number): number { return point.x ** power; }\n${POINT}`,
    older: `function norm(point: Point): number { return point.x; }\n${POINT}`,
    log: 'log("norm", norm(first, 2));',
  },
  "an argument of another type": {
    newest: `function norm(point: Point): number { return point.x; }\n${POINT}`,
    older: `function norm(points: Point[]): number { return points.length; }\n${POINT}`,
    log: 'log("norm", norm(first));',
  },
  "no number": { newest: POINT, older: POINT.replace("x: number", "x: string"), log: 'log("half", first.x / 2);' },
  "an element that a tuple does not have": {
    newest: withMember("pair: [number, number]"),
    older: withMember("pair: [number]"),
    log: 'log("second", first.pair[1]);',
  },
  "a member by a text": { newest: withMember("i: number"), older: POINT, log: 'log("i", first["i"]);' },
  "no iterable": { newest: withMember("parts: number[]"), older: withMember("parts: number"), log: 'log("parts", [...first.parts]);' },
  "what may be undefined": {
    newest: POINT,
    older: POINT,
    log: 'log("y", first.at.y);',
    before: "  if (!first.at) return 0;\n",
    olderBefore: "",
  },
  "what is not assigned yet": {
    newest: POINT,
    older: POINT,
    log: 'log("best", best.x);',
    before: "  let best: Point = first;\n  best = points[1]!;\n",
    olderBefore: "  let best: Point;\n  if (total > 3) best = points[1]!;\n",
  },
  "a property of another kind that stands where its declaration stood": { newest: withMember("i: number"), older: withMember("parts: string[]"), log: LOG_I },
  "a variable of another kind that stands where it stood": {
    newest: POINT,
    older: POINT,
    log: 'log("limit", limit);',
    before: "  const limit = count * 3;\n  use(limit);\n",
    olderBefore: "  const label = `${count}`;\n  use(label);\n",
  },
  "a member in JSX": { newest: withMember("i: number"), older: POINT, log: 'log("bar", <Bar size={first.i} />);', path: "src/main.tsx" },
};

describe("refuses", () => {
  it.each(Object.entries(REFUSED))("%s", (_, one) => {
    const { verdict, reason, edits } = carry(one);
    expect(`${verdict}: ${reason}`).toMatchSnapshot();
    expect(verdict).toBe("type-error");
    expect(edits).toEqual([]);
    expect(reason).not.toMatch(/\n/);
    expect(carry(one, false).edits).not.toEqual([]);
  });
});

const same = (log: string, head: string, more: Partial<Case> = {}): Case => ({ newest: head, older: head, log, ...more });

const CARRIED: Readonly<Record<string, Case>> = {
  "a property that is called otherwise": { newest: withMember("i: number | undefined"), older: withMember("index: number"), log: LOG_I },
  "a property that is called otherwise, of a type that is not known": { newest: withMember("i: Index"), older: withMember("index: string"), log: LOG_I },
  "a member that is there": same(LOG_I, withMember("i: number")),
  "a member of something imported that is not known": same(LOG_I, 'import type { Point } from "geometry";\n'),
  "a member of something imported from a file that is not known": same(LOG_I, 'import type { Point } from "./geometry";\n'),
  "a member that may come from an unknown base": {
    newest: `import { Base } from "base";\n${withMember("i: number").replace("Point", "Point extends Base")}`,
    older: `import { Base } from "base";\n${POINT.replace("Point", "Point extends Base")}`,
    log: LOG_I,
  },
  "a member that may come from the unknown base of a base": {
    newest: `import { Base } from "base";\nclass Middle extends Base {}\nexport class Point extends Middle { x = 1; i = 2 }\n`,
    older: `import { Base } from "base";\nclass Middle extends Base {}\nexport class Point extends Middle { x = 1 }\n`,
    log: LOG_I,
  },
  "a member that other code of the version uses though it is not declared": {
    newest: withMember("i: number"),
    older: `${POINT}export const twice = (point: Point) => point.i * 2;\n`,
    log: LOG_I,
  },
  "a type that lacks other members, too": {
    newest: withMember("i: number"),
    older: `${POINT}export const twice = (point: Point) => point.k * 2;\n`,
    log: LOG_I,
  },
  "what the newest version declares no better": same(LOG_I, POINT),
  "any name, with an index signature": { newest: withMember("i: number"), older: withMember("[name: string]: unknown"), log: LOG_I },
  "a member of any": same('log("i", anything.i);', `declare const anything: any;\n${POINT}`),
  "a member of a function": same('log("calls", tick.calls);', `function tick(): void {}\ntick.calls = 0;\n${POINT}`),
  "a member of an interface that other scripts add to": {
    newest: withMember("i: number").replace("export ", ""),
    older: POINT.replace("export ", ""),
    log: 'console.log("i", first.i);',
    isScript: true,
  },
  "a member that another declaration gives": same(LOG_I, `export interface Point { i: number }\n${POINT}`),
  "a member of the class": same('log("rate", this.rate);', POINT, { members: { newest: "rate = 1;", older: "rate = 1;" } }),
  "a member of the environment": same('log("memory", process.memoryUsage().rss, document.title);', POINT),
  "a property of a JavaScript object that may get it elsewhere": {
    newest: "",
    older: "",
    log: 'log("far", best.far);',
    before: "  const best = { near: 1, far: 2 };\n",
    olderBefore: "  const best = { near: 1 };\n",
    path: "src/main.js",
  },
  "a property that a JavaScript class may assign": {
    newest: "class Timer { constructor(options) { Object.assign(this, options); this.lap = 1; } }\n",
    older: "class Timer { constructor(options) { Object.assign(this, options); } }\n",
    log: 'log("lap", timer.lap);',
    before: "  const timer = new Timer({ lap: 1 });\n",
    olderBefore: "  const timer = new Timer(defaults);\n",
    path: "src/main.js",
  },
  "a property that something may give to a JavaScript class": {
    newest: "class Timer { constructor() { this.lap = 1; } }\n",
    older: "class Timer {}\nObject.assign(Timer.prototype, laps);\n",
    log: 'log("lap", timer.lap);',
    before: "  const timer = new Timer();\n",
    path: "src/main.js",
  },
  "a property that a JavaScript class of another file may have been given there": {
    newest: 'import { Timer } from "./timer.js";\n',
    older: 'import { Timer } from "./timer.js";\n',
    log: 'log("lap", timer.lap);',
    before: "  const timer = new Timer();\n",
    path: "src/main.js",
    modules: { "src/timer.js": "export class Timer {}\nObject.assign(Timer.prototype, laps);\n" },
    newestModules: { "src/timer.js": "export class Timer { constructor() { this.lap = 1; } }\n" },
  },
  "a property of an object of JavaScript": {
    newest: 'import { timer } from "./timer.js";\n' + POINT,
    older: 'import { timer } from "./timer.js";\n' + POINT,
    log: 'log("lap", timer.lap);',
    modules: { "src/timer.js": "class Timer {}\nexport const timer = new Timer();\ntimer.lap = 1;\n" },
    newestModules: { "src/timer.ts": "export const timer = { lap: 1 };\n" },
  },
  "what an unknown function has ruled out around a callback": {
    newest: `import { isPoint } from "must";\nclass Shape { kind = 1 }\nclass Dot extends Shape { i = 1 }\ndeclare const shape: Dot;\n${POINT}`,
    older: `import { isPoint } from "must";\nclass Shape { kind = 1 }\nclass Dot extends Shape { i = 1 }\ndeclare const shape: Shape;\n${POINT}`,
    log: "points.forEach((one) => log(`i`, shape.i, one.x));",
    before: "  if (!isPoint(shape)) return 0;\n",
  },
  "other arguments in JavaScript": {
    newest: "function norm(point, power) { return point ** power; }\n",
    older: "function norm(point) { return point; }\n",
    log: 'log("norm", norm(first, 2));',
    path: "src/main.js",
  },
  "what may be undefined, where the project is not strict": {
    newest: POINT,
    older: `${POINT}export const yOf = (point: Point): number => point.at.y;\n`,
    log: 'log("y", first.at.y);',
    before: "  if (!first.at) return 0;\n",
    olderBefore: "",
  },
  "what may be undefined, where the newest version is not strict": {
    newest: `${POINT}export const yOf = (point: Point): number => point.at.y;\n`,
    older: POINT,
    log: 'log("y", first.at.y);',
    before: "  if (!first.at) return 0;\n",
    olderBefore: "",
  },
  "what an unknown function may have ruled out": {
    newest: `import { must } from "must";\n${POINT}`,
    older: `import { must } from "must";\n${POINT}`,
    log: 'log("y", first.at.y);',
    before: "  if (!first.at) return 0;\n",
    olderBefore: "  must(first.at);\n",
  },
  "a statement that the compiler is told to leave alone": {
    newest: POINT,
    older: POINT.replace("x: number", "x: string"),
    log: 'log("half", first.x / 2);',
    before: "  // @ts-ignore: text, in one of the builds\n",
    olderBefore: "",
  },
  "a file that is not checked": { newest: withMember("i: number"), older: `// @ts-nocheck\n${POINT}`, log: LOG_I },
};

const RENAMED: Readonly<Record<string, { readonly one: Case; readonly renames: Readonly<Record<string, string>> }>> = {
  "a member whose type is declared in another file": {
    one: {
      newest: 'import type { Point } from "./point.js";\n',
      older: 'import type { Point } from "./point.js";\n',
      log: 'log("loss", first.trainLoss);',
      modules: { "src/point.ts": "export interface Point { x: number; label: string; loss: number }\n" },
      newestModules: { "src/point.ts": "export interface Point { x: number; label: string; trainLoss: number }\n" },
    },
    renames: { trainLoss: "loss" },
  },
  "the member of its type, and not the one that stands where it stands": {
    one: { newest: withMember("i: number"), older: `${withMember("label: string")}export interface Point { index: number }\n`, log: LOG_I },
    renames: { i: "index" },
  },
};

describe("calls by the name that the types say", () => {
  it.each(Object.entries(RENAMED))("%s", (_, { one, renames }) => {
    expect(carry(one)).toMatchObject({ verdict: "renamed", renames });
    expect(carry(one, false)).not.toMatchObject({ renames });
  });
});

describe("carries", () => {
  it.each(Object.entries(CARRIED))("%s", (_, one) => {
    const { verdict, reason, edits } = carry(one);
    expect(edits, `${verdict}: ${reason}`).not.toEqual([]);
  });
});

it("sees that another function assigns what the statement reads", () => {
  const show = (log: string): string => `export const show = (): void => {\n  first();\n${log}  last();\n};\n`;
  const head = 'import { log } from "hindlog";\nlet current: string | undefined = read();\nif (current === undefined) throw new Error("none");\n';
  const line = '  log("size", current.length);\n';
  const text = `${head}${show(line)}function reset(): void {}\n`;
  const older = `${head}${show("")}function reset(): void {\n  current = undefined;\n}\n`;
  const start = text.indexOf(line.trim());
  const newest = [{ path: "main.ts", text, start, end: start + line.trim().length }];
  expect(propagate(ts, { newest, older: { path: "main.ts", text: older } }).verdict).toBe("type-error");
});
