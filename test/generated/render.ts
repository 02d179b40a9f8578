/** A program's text, and what it contains. */
import { KINDS } from "./kinds/index.ts";
import { LOOP_FORMS, type LoopText } from "./loop-forms.ts";
import { indented, type Context, type PartRenderer } from "./context.ts";
import { renderCall } from "./render-call.ts";
import { CONTROLS, PLACES, type LoopStatement, type Place, type Program, type Statement } from "./program.ts";
import type { StateKind } from "./state-kind.ts";

/** What a program is made of, by name. */
export interface Features {
  readonly place: Place;
  readonly kinds: readonly string[];
  readonly forms: readonly string[];
  /** Control flow: ways out of loops, and how its parts are called. */
  readonly controls: readonly string[];
  /** The form of its main loop. */
  readonly main: string;
}

/** A program as source files. */
export interface Rendered {
  readonly text: string;
  /** The second module, imported as `./<name>-other.js`; null where it has none. */
  readonly other: string | null;
  readonly features: Features;
  /** It may end the process. */
  readonly exits: boolean;
}

/** @param name - of the module, for its import of the second one. @param mayExit - whether it may call `process.exit`. */
export function render(program: Program, name: string, mayExit: boolean): Rendered {
  return new Renderer(program, mayExit).run(name);
}

interface Variable {
  readonly name: string;
  readonly kind: StateKind;
  readonly home: "local" | "module" | "other module";
  readonly binding: string;
  readonly x: number;
}

/** The texts of a program under way. */
class Renderer implements PartRenderer {
  readonly #program: Program;
  readonly #mayExit: boolean;
  readonly #place: Place;
  readonly #variables: readonly Variable[];
  readonly #used = { forms: new Set<string>(), controls: new Set<string>() };
  /** Functions that are declared at the start of the main part. */
  readonly hoisted: string[] = [];
  #count = 0;
  #exits = false;

  constructor(program: Program, mayExit: boolean) {
    this.#program = program;
    this.#mayExit = mayExit;
    this.#place = PLACES[program.place % PLACES.length]!;
    this.#variables = program.states.map((state, index) => variableOf(state, `s${index}`, this.#place));
  }

  run(name: string): Rendered {
    const place = this.#place;
    const body = this.main();
    const placed = IN_PLACE[place](body.map((line) => `  ${line}`).join("\n"));
    const inModule = this.#variables.filter((variable) => variable.home === "module");
    const elsewhere = this.#variables.filter((variable) => variable.home === "other module");
    const usesOther = this.#variables.some((variable) => variable.kind.name === "other module's let");
    const exported = elsewhere.flatMap((variable) => [variable.name, ...declaredNames(variable)]);
    const imported = [...exported, ...(usesOther ? ["other", "otherList", "bumpOther", "readOther"] : [])];
    const text = [
      'import { show } from "./show.js";',
      ...(imported.length > 0 ? [`import { ${imported.join(", ")} } from "./${name}-other.js";`] : []),
      ...this.#variables.filter((variable) => variable.home !== "other module").flatMap(declarations),
      ...(this.#program.ticksInModule ? ["let t = 0;"] : []),
      ...inModule.map(definition),
      placed,
    ].join("\n");
    const other =
      imported.length === 0
        ? null
        : [...elsewhere.flatMap(declarations), ...elsewhere.map(definition), `export { ${exported.join(", ")} };`, ...(usesOther ? [OTHER] : [])].join("\n");
    return { text: `${text}\n`, other: other === null ? null : `${other}\n`, features: this.features(), exits: this.#exits };
  }

  private features(): Features {
    const main = LOOP_FORMS[this.#program.main.form % LOOP_FORMS.length]!.name;
    const controls = this.#used.controls.size === 0 ? ["none"] : [...this.#used.controls].sort();
    return { place: this.#place, kinds: [...new Set(this.#variables.map((variable) => variable.kind.name))], forms: [...this.#used.forms], controls, main };
  }

  private main(): string[] {
    const place = this.#place;
    const isAsync = place === "async function" || place === "module level";
    const context: Context = {
      n: "t",
      loops: [],
      async: isAsync,
      generator: place === "generator",
      returns: place !== "module level" && place !== "static block",
      tries: this.#program.digestInFinally ? 1 : 0,
      self: ["method", "constructor", "getter", "static block", "field initialiser"].includes(place),
      nested: false,
    };
    const parts = [...this.list(this.#program.before, context), ...this.loop(this.#program.main, context, true), ...this.list(this.#program.after, context)];
    const looks = this.#variables.map((variable) => inVariable(variable.kind.look ?? "$", variable, "t"));
    const digest = `console.log("end", t, show([${looks.join(", ")}]), show(held.map((f) => f()))${context.self ? ", this.turns" : ""});`;
    return [
      ...(this.#program.ticksInModule ? ["t = 0;"] : ["let t = 0;"]),
      "const held = [];",
      ...this.#variables.filter((variable) => variable.home === "local").map(definition),
      ...this.hoisted,
      ...(this.#program.digestInFinally ? ["try {", ...indented(parts), "} finally {", `  ${digest}`, "}"] : [...parts, digest]),
    ];
  }

  /** A number for names that are new. */
  fresh(): number {
    return ++this.#count;
  }

  used(control: string): void {
    this.#used.controls.add(control);
  }

  list(statements: readonly Statement[], context: Context): string[] {
    return statements.flatMap((statement) => this.statement(statement, context));
  }

  private statement(statement: Statement, context: Context): string[] {
    switch (statement.do) {
      case "change":
        return this.change(this.variable(statement.state), statement.op, integer(statement.n, context));
      case "print":
        return [this.print(this.variable(statement.state))];
      case "link":
        return [`try { ${this.variable(statement.to).name}.link = ${this.variable(statement.state).name}; } catch (e) { console.log("no link", e.message); }`];
      case "capture":
        return this.capture(statement.n, context);
      case "wait":
        return this.wait(statement.n, context);
      case "control":
        return this.control(CONTROLS[statement.control % CONTROLS.length]!, statement, context);
      case "if":
        return this.branch(statement, context);
      case "switch":
        return this.cases(statement, context);
      case "try":
        return this.attempt(statement, context);
      case "call":
        return renderCall(this, statement, context);
      case "loop":
        return this.loop(statement, context, false);
    }
  }

  private variable(index: number): Variable {
    return this.#variables[index % this.#variables.length]!;
  }

  private change(variable: Variable, op: number, n: string): string[] {
    return [inVariable(variable.kind.ops[op % variable.kind.ops.length]!, variable, n)];
  }

  private print(variable: Variable): string {
    return `console.log(${JSON.stringify(variable.name)}, show(${inVariable(variable.kind.look ?? "$", variable, "t")}));`;
  }

  private capture(n: number, context: Context): string[] {
    if (n > 3) return [`console.log("captured", (() => ${context.n} + t)());`];
    this.used("stored closure");
    return [`held.push(() => ${n % 2 === 0 ? `${context.n} + t` : `t++ % 100`});`, "if (held.length > 4) held.shift();"];
  }

  private wait(n: number, context: Context): string[] {
    if (context.generator) return [`yield ${context.n};`];
    if (!context.async) return [];
    this.used("await");
    return [["await null;", `console.log("waited", await Promise.resolve(${context.n}));`, "await new Promise((go) => setImmediate(go));"][n % 3]!];
  }

  private control(control: (typeof CONTROLS)[number], { depth, n }: { depth: number; n: number }, context: Context): string[] {
    const when = condition(n, context);
    const { loops } = context;
    const go = (text: string, name: string): string[] => {
      this.used(name);
      return [`if (${when}) ${text}`];
    };
    if (control === "exit" && this.#mayExit && n === 0 && loops.length > 0) {
      this.#exits = true;
      return go(`process.exit(${n % 3});`, "exit");
    }
    if (control === "throw" && (context.tries > 0 || n % 6 === 0)) return go(`throw new RangeError("thrown " + ${context.n});`, "throw");
    if (control === "return" && context.returns && n % 3 !== 0) return go("return;", loops.length > 1 ? "return through loops" : "return");
    if (loops.length === 0) return [];
    const label = loops[Math.max(0, loops.length - 1 - depth)] ?? null;
    const isContinue = control === "continue" || control === "labelled continue" || control === "return";
    const word = isContinue ? "continue" : "break";
    if (control.startsWith("labelled") && label !== null) return go(`${word} ${label};`, `labelled ${word}`);
    return go(`${word};`, word);
  }

  private branch(statement: Extract<Statement, { do: "if" }>, context: Context): string[] {
    this.used("if");
    const otherwise = statement.otherwise.length === 0 ? [] : ["} else {", ...indented(this.list(statement.otherwise, context))];
    return [`if (${condition(statement.n, context)}) {`, ...indented(this.list(statement.body, context)), ...otherwise, "}"];
  }

  /** Variables of cases share one scope and may not be initialised. */
  private cases(statement: Extract<Statement, { do: "switch" }>, context: Context): string[] {
    this.used("switch");
    const cases = statement.cases.flatMap((body, index) => {
      const name = `z${this.fresh()}`;
      const last = (statement.n + index) % 2 === 0 ? ["break;"] : [];
      return [`case ${index}:`, ...indented([`let ${name} = ${context.n};`, ...this.list(body, context), `console.log("case ${index}", ${name});`, ...last])];
    });
    return [`switch (t % ${statement.cases.length + 1}) {`, ...indented(cases), "}"];
  }

  private attempt(statement: Extract<Statement, { do: "try" }>, context: Context): string[] {
    const lastly = statement.lastly === null ? [] : ["} finally {", ...indented(this.list(statement.lastly, context))];
    const caught = statement.caught ?? (statement.lastly === null ? [] : null);
    if (statement.lastly !== null) this.used("finally");
    if (caught !== null) this.used("catch");
    const handler = caught === null ? [] : ["} catch (e) {", ...indented(['console.log("caught", e.message);', ...this.list(caught, context)])];
    const inner = { ...context, tries: context.tries + (caught === null ? 0 : 1) };
    return ["try {", ...indented(this.list(statement.body, inner)), ...handler, ...lastly, "}"];
  }

  private loop(loop: LoopStatement, context: Context, isMain: boolean): string[] {
    const k = this.fresh();
    const text = this.form(loop, k, context);
    const label = loop.labelled ? `L${k}` : null;
    const inner: Context = { ...context, n: text.n, loops: [...context.loops, label] };
    const guard = text.isLive || context.nested ? ["if (t > 150) break;"] : [];
    const shown = isMain ? [`console.log("main", t, ${text.n});`] : [];
    const body = ["t++;", ...guard, ...(context.self ? ["this.turns += 1;"] : []), ...text.first, ...shown, ...this.list(loop.body, inner)];
    const headed = `${label === null ? "" : `${label}: `}${text.head} {`;
    return [...text.before, headed, ...indented(body), `}${text.foot}`, ...text.behind];
  }

  private form(loop: LoopStatement, k: number, context: Context): LoopText {
    const over = this.variable(loop.state);
    for (let index = loop.form; ; index++) {
      const form = LOOP_FORMS[index % LOOP_FORMS.length]!;
      if (form.needs === "async" && !context.async) continue;
      if (form.needs === "iterable state" && (over.kind.iterable ?? "keys") === "keys") continue;
      if (form.needs === "enumerable state" && over.kind.iterable !== "keys") continue;
      this.#used.forms.add(form.name);
      return form.text(k, loop.count, over.name);
    }
  }
}

/** An integer expression that depends on the iteration. */
function integer(n: number, context: Context): string {
  if (n % 4 === 0) return `t`;
  return n % 4 === 1 ? `(${context.n} * 2 + ${n})` : n % 4 === 2 ? `(t + ${n})` : `(${context.n})`;
}

function condition(n: number, context: Context): string {
  if (n % 4 === 3) return `Math.random() < 0.${2 + (n % 5)}`;
  const modulus = 3 + (n % 4);
  return `${n % 2 === 0 ? "t" : context.n} % ${modulus} === ${n % modulus}`;
}

function variableOf(state: Program["states"][number], name: string, place: Place): Variable {
  const kind = KINDS[state.kind % KINDS.length]!;
  const isConstant = kind.assigned !== true;
  const movable = isConstant && kind.declare?.includes("let ~") !== true && kind.name !== "other module's let";
  const home = state.home === "other module" && !movable ? "module" : state.home;
  const binding = home === "other module" ? "const" : state.binding === "const" && !isConstant ? "let" : state.binding;
  return { name, kind, home: place === "module level" && home === "local" ? "module" : home, binding, x: state.x };
}

function inVariable(text: string, { name }: { readonly name: string }, n: string): string {
  return text.replaceAll("$", name).replaceAll("~", `${name}_`).replaceAll("@", n);
}

function declarations(variable: Variable): string[] {
  return variable.kind.declare === undefined ? [] : [inVariable(variable.kind.declare, variable, String(variable.x))];
}

function declaredNames(variable: Variable): string[] {
  return [...(variable.kind.declare ?? "").matchAll(/^(?:const|class|function\*?) ~(\w+)/gm)].map((match) => `${variable.name}_${match[1]}`);
}

function definition(variable: Variable): string {
  return `${variable.binding} ${variable.name} = ${inVariable(variable.kind.make, variable, String(variable.x))};`;
}

const OTHER = `export let other = 1;
export const otherList = [0];
export function bumpOther(by) { other += by; return other; }
export function readOther() { return otherList.length + other; }`;

const IN_PLACE: Readonly<Record<Place, (body: string) => string>> = {
  function: (body) => `export function main() {\n${body}\n}`,
  "arrow function": (body) => `export const main = () => {\n${body}\n};`,
  "module level": (body) => body.replaceAll(/^ {2}/gm, ""),
  "async function": (body) => `export async function main() {\n${body}\n}`,
  method: (body) => `class Host {\n  turns = 0;\n  run() {\n${body}\n  }\n}\nconst host = new Host();\nexport function main() { return host.run(); }`,
  constructor: (body) => `class Host {\n  constructor() {\n  this.turns = 0;\n${body}\n  }\n}\nexport function main() { return new Host(); }`,
  getter: (body) => `const host = {\n  turns: 0,\n  get value() {\n${body}\n  return 1;\n  },\n};\nexport function main() { return host.value; }`,
  "static block": (body) => `export function main() {\n  class Host {\n  static turns = 0;\n  static {\n${body}\n  }\n  }\n  return Host;\n}`,
  "field initialiser": (body) => `export function main() {\n  class Host {\n  turns = 0;\n  field = (() => {\n${body}\n  })();\n  }\n  return new Host();\n}`,
  callback: (body) => `export function main() {\n  ["only"].forEach((only) => {\n${body}\n  });\n}`,
  recursion: (body) => `function walk(level) {\n${body}\n  if (level > 0) walk(level - 1);\n}\nexport function main() { walk(1); }`,
  generator: (body) => `function* steps() {\n${body}\n}\nexport function main() { for (const step of steps()) console.log("step", step); }`,
};
