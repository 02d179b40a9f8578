/**
 * The names of the records that a log call emits, and where their values come from (DESIGN section 7).
 *
 * | call | records |
 * |---|---|
 * | `log("loss", x)` | `loss` |
 * | `console.log("loss", x, y)` | `loss`, `y` |
 * | `` console.log(`epoch ${e} loss ${l}`) `` | `epoch {} loss {}`: the holes' values |
 * | `console.log("epoch %d loss %d", e, l)` | `epoch {} loss {}`: the arguments' values |
 * | `console.log({ a, b: x * 2 })` | `a`, `b` |
 * | `console.log(total / n)` | `total / n` |
 * | `console.log("done")` | `done`: the text itself |
 * | `` process.stdout.write(`epoch ${e}\n`) `` | `epoch {}`: the first argument alone |
 * | `console.table(rows, ["a"])`, `console.dir(x, { depth: 0 })` | `rows`, `x` |
 * | `logger.info({ loss, epoch }, "step done")` | `loss`, `epoch` |
 * | `logger.info(error, "step failed")` | `step failed` |
 * | `logger.info("loss %d", x, { epoch })` | `loss {}`, `epoch` |
 * | `logger.log("info", "loss", { loss })`, `logger.log({ level: "info", message: "loss", loss })` | `loss` |
 */
import type ts from "typescript";
import type { LogPart } from "../../runtime/format/site.ts";
import { isLevel } from "./log-callee.ts";

/** The records of a call; the lists are parallel. */
export interface ReadArguments {
  /** Null where a name is computed at run time. */
  readonly names: (string | null)[];
  readonly expressions: string[];
  readonly parts: LogPart[];
}

/** `log(name, value)`; null for what is not called so. */
export function readNamed(ts_: typeof ts, call: ts.CallExpression): ReadArguments | null {
  const [name, value] = call.arguments;
  if (name === undefined || call.arguments.some((argument) => ts_.isSpreadElement(argument))) return null;
  return {
    names: [ts_.isStringLiteralLike(name) ? name.text : null],
    expressions: [value === undefined ? "undefined" : sourceOf(value)],
    parts: [{ from: "argument", argument: 1 }],
  };
}

/** `console.log(...)` by the rules of hindlog 0.1.0. */
export function readLegacy(ts_: typeof ts, call: ts.CallExpression): ReadArguments {
  const read = new Reading(ts_, call.arguments);
  return read.spread() ?? read.labelled(0);
}

/** A call of `console`. */
export function readConsole(ts_: typeof ts, call: ts.CallExpression, method: string): ReadArguments {
  const read = new Reading(ts_, call.arguments);
  if (method === "table" || method === "dir") return read.only(0);
  return read.spread() ?? read.labelled(read.format(0));
}

/** `process.stdout.write(text, encoding, callback)`. */
export function readWritten(ts_: typeof ts, call: ts.CallExpression): ReadArguments {
  const read = new Reading(ts_, call.arguments.slice(0, 1));
  return read.spread() ?? read.labelled(0);
}

/** A call of a logger. */
export function readLogger(ts_: typeof ts, call: ts.CallExpression, method: string): ReadArguments {
  const read = new Reading(ts_, call.arguments);
  return read.spread() ?? read.structured(method);
}

class Reading implements ReadArguments {
  readonly names: (string | null)[] = [];
  readonly expressions: string[] = [];
  readonly parts: LogPart[] = [];
  readonly #ts: typeof ts;
  readonly #arguments: readonly ts.Expression[];

  constructor(ts_: typeof ts, given: readonly ts.Expression[]) {
    this.#ts = ts_;
    this.#arguments = given;
  }

  private add(name: string, expression: string, part: LogPart): void {
    this.names.push(name);
    this.expressions.push(expression);
    this.parts.push(part);
  }

  /** All as one where an argument is spread; null where none is. */
  spread(): this | null {
    if (!this.#arguments.some((argument) => this.#ts.isSpreadElement(argument))) return null;
    const text = this.#arguments.map(sourceOf).join(", ");
    this.add(text, text, { from: "all" });
    return this;
  }

  only(index: number): this {
    const argument = this.#arguments[index];
    if (argument !== undefined && this.#ts.isSpreadElement(argument)) return this.spread()!;
    if (argument !== undefined) this.add(sourceOf(argument), sourceOf(argument), { from: "argument", argument: index });
    return this;
  }

  /** A format with directives and what they take. @returns the first argument behind them; `at` where there is no format. */
  format(at: number): number {
    const text = this.#arguments[at];
    if (text === undefined || !this.#ts.isStringLiteralLike(text)) return at;
    const given = this.#arguments.length - at - 1;
    const taken: number[] = [];
    let next = at + 1;
    const name = text.text.replaceAll(/%([sdifjoOc%])/g, (directive, kind: string) => {
      if (kind === "%") return given > 0 ? "%" : directive;
      if (next > at + given) return directive;
      const argument = next++;
      // Style for a browser's console: it prints nothing.
      if (kind === "c") return "";
      taken.push(argument);
      return "{}";
    });
    if (taken.length === 0) return at;
    this.add(cleanLabel(name), taken.map((index) => sourceOf(this.#arguments[index]!)).join(", "), { from: "arguments", arguments: taken });
    return next;
  }

  /** Texts label the value behind them. */
  labelled(from: number): this {
    let label: { text: string; argument: number } | null = null;
    for (let index = from; index < this.#arguments.length; index++) {
      const argument = this.#arguments[index]!;
      if (this.#ts.isStringLiteralLike(argument)) {
        if (label !== null) this.addText(label);
        label = { text: cleanLabel(argument.text), argument: index };
        continue;
      }
      this.addValue(index, label?.text ?? null);
      label = null;
    }
    if (label !== null) this.addText(label);
    return this;
  }

  private addText({ text, argument }: { text: string; argument: number }): void {
    this.add(text, JSON.stringify(text), { from: "argument", argument });
  }

  private addValue(index: number, name: string | null): void {
    const argument = this.#arguments[index]!;
    if (this.addTemplate(index, name) || (name === null && this.addProperties(index, []))) return;
    this.add(name ?? sourceOf(argument), sourceOf(argument), { from: "argument", argument: index });
  }

  private addTemplate(index: number, name: string | null): boolean {
    const ts_ = this.#ts;
    const argument = this.#arguments[index]!;
    if (!ts_.isTemplateExpression(argument) || suspends(ts_, argument)) return false;
    const text = argument.head.text + argument.templateSpans.map((span) => `{}${span.literal.text}`).join("");
    this.add(name ?? cleanLabel(text), sourceOf(argument), { from: "holes", argument: index, count: argument.templateSpans.length });
    return true;
  }

  /** One record a key of an object literal, without those in `except`; false where it is none, or has other than plain keys. */
  private addProperties(index: number, except: readonly string[]): boolean {
    const ts_ = this.#ts;
    const argument = this.#arguments[index]!;
    if (!ts_.isObjectLiteralExpression(argument) || argument.properties.length === 0) return false;
    if (!argument.properties.every((property) => keyOf(ts_, property) !== null)) return false;
    for (const property of argument.properties) {
      const key = keyOf(ts_, property)!;
      if (except.includes(key)) continue;
      this.add(key, ts_.isPropertyAssignment(property) ? sourceOf(property.initializer) : key, { from: "property", argument: index, key });
    }
    return true;
  }

  /** Loggers: objects give their keys, wherever they stand; the message names a single value, and is a record itself only where it is alone. */
  structured(method: string): this {
    const ts_ = this.#ts;
    const [first, second] = this.#arguments;
    if (first === undefined) return this;
    if (method === "log" && ts_.isObjectLiteralExpression(first)) return this.entry();
    if (method === "log" && ts_.isStringLiteralLike(first) && isLevel(first.text) && second !== undefined) return this.message(1);
    if (ts_.isStringLiteralLike(first) || ts_.isTemplateExpression(first)) return this.message(0);
    if (this.addProperties(0, [])) {
      if (second === undefined) return this;
      const texts = this.names.length;
      this.message(1);
      // The message says no more than which statement it is.
      if (ts_.isStringLiteralLike(second) && this.#arguments.length === 2) this.dropFrom(texts);
      return this;
    }
    const isLabel = second !== undefined && ts_.isStringLiteralLike(second) && this.#arguments.length === 2;
    this.add(isLabel ? cleanLabel(second.text) : sourceOf(first), sourceOf(first), { from: "argument", argument: 0 });
    return isLabel || second === undefined ? this : this.message(1);
  }

  /** A message and what follows it: values of its directives, objects by their keys, others by label. */
  private message(at: number): this {
    const behind = this.format(at);
    if (behind !== at) return this.rest(behind);
    const text = this.#arguments[at]!;
    const next = this.#arguments[at + 1];
    if (next === undefined || !this.#ts.isStringLiteralLike(text)) {
      if (this.#ts.isStringLiteralLike(text)) this.addText({ text: cleanLabel(text.text), argument: at });
      else this.addValue(at, null);
      return this.rest(at + 1);
    }
    if (this.addProperties(at + 1, [])) return this.rest(at + 2);
    this.addValue(at + 1, cleanLabel(text.text));
    return this.rest(at + 2);
  }

  private rest(from: number): this {
    return this.labelled(from);
  }

  /** winston's `logger.log({ level, message, ...fields })`. */
  private entry(): this {
    if (!this.addProperties(0, ["level", "message"])) return this.only(0);
    if (this.names.length === 0) this.addProperties(0, ["level"]);
    return this.rest(1);
  }

  private dropFrom(length: number): void {
    this.names.length = this.expressions.length = this.parts.length = length;
  }
}

/** `"loss: "` and `"loss ="` label the same thing as `"loss"`. */
function cleanLabel(text: string): string {
  const clean = text
    .trim()
    .replace(/\s*[:=]$/, "")
    .replaceAll(/\s+/g, " ");
  return clean === "" ? text : clean;
}

function keyOf(ts_: typeof ts, property: ts.ObjectLiteralElementLike): string | null {
  if (ts_.isShorthandPropertyAssignment(property)) return property.name.text;
  if (!ts_.isPropertyAssignment(property)) return null;
  return ts_.isIdentifier(property.name) || ts_.isStringLiteral(property.name) ? property.name.text : null;
}

/** Whether evaluating it may be interrupted (`await`, `yield`). */
function suspends(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isAwaitExpression(node) || ts_.isYieldExpression(node)) return true;
  if (ts_.isFunctionLike(node)) return false;
  return ts_.forEachChild(node, (child) => suspends(ts_, child)) ?? false;
}

function sourceOf(node: ts.Node): string {
  return node.getText().replaceAll(/\s+/g, " ");
}
