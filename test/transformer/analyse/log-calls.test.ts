import { describe, expect, it } from "vitest";
import ts from "typescript";
import { analyse, resolveOptions } from "../../../transformer/index.ts";

type Records = Record<string, string>;

/** Names with their expressions, of all log calls of a text. */
function records(text: string, logCalls: readonly string[] | undefined = ["logger.*", "debug"]): Records[] {
  return analyse(ts, text, "a.ts", { logCalls }).logs.map((log) => Object.fromEntries(log.names.map((name, part) => [name ?? "?", log.expressions[part]!])));
}

describe("console", () => {
  it.each<[string, Records[]]>([
    [`console.log("loss %d", x)`, [{ "loss {}": "x" }]],
    [`console.log("%s is %i of %i%%:", a, b, c, rest)`, [{ "{} is {} of {}%": "a, b, c", rest: "rest" }]],
    [`console.log("%cred %o", "color: red", x)`, [{ "red {}": "x" }]],
    [`console.log("%d and %d", x)`, [{ "{} and %d": "x" }]],
    [`console.log("100%", x)`, [{ "100%": "x" }]],
    [`console.log("50%% of", x)`, [{ "50%% of": "x" }]],
    [`console.table(rows, ["a"])`, [{ rows: "rows" }]],
    [`console.dir(x, { depth: 0 })`, [{ x: "x" }]],
    [`console.trace("loss", x); console.group("epoch", e); console.groupCollapsed("e", e)`, [{ loss: "x" }, { epoch: "e" }, { e: "e" }]],
    [`console?.log("loss", x)`, [{ loss: "x" }]],
    [`console.time("a"); console.timeEnd("a"); console.count("a"); console.assert(x, "a"); console.clear()`, []],
  ])("%s", (text, expected) => expect(records(text)).toEqual(expected));
});

describe("writing to the process's output", () => {
  it.each<[string, Records[]]>([
    ["process.stdout.write(`epoch ${e}\\n`)", [{ "epoch {}": "`epoch ${e}\\n`" }]],
    [`process.stdout.write("%d done\\n", "utf8", told)`, [{ "%d done": '"%d done"' }]],
    [`process.stderr.write(bytes, () => told(x))`, [{ bytes: "bytes" }]],
    [`const out = process.stdout; out.write(line)`, [{ line: "line" }]],
    [`import { stdout } from "node:process"; stdout.write(line); file.write(line)`, []],
  ])("%s", (text, expected) => expect(records(text, resolveOptions("/").logCalls)).toEqual(expected));
});

describe("the rules of hindlog 0.1.0, for modules that it instrumented", () => {
  it.each<[string, Records[]]>([
    [`console.log("loss %d", x)`, [{ "loss %d": "x" }]],
    [`console.table(x); console.trace(x); console?.log(x); logger.info(x)`, []],
    [`console.warn("a", x)`, [{ a: "x" }]],
  ])("%s", (text, expected) => {
    const old = analyse(ts, text, "a.ts", { logCalls: undefined }).logs;
    expect(old.map((log) => Object.fromEntries(log.names.map((name, part) => [name, log.expressions[part]])))).toEqual(expected);
  });
});

describe("arguments of loggers", () => {
  it.each<[string, Records[]]>([
    [`logger.info({ loss, epoch: e + 1 }, "step done")`, [{ loss: "loss", epoch: "e + 1" }]],
    [`logger.info("step done", { loss, epoch })`, [{ loss: "loss", epoch: "epoch" }]],
    [`logger.info("loss %d", x, { epoch })`, [{ "loss {}": "x", epoch: "epoch" }]],
    [`logger.info({ epoch }, "loss %d of %s", x, y)`, [{ epoch: "epoch", "loss {} of {}": "x, y" }]],
    ["logger.info({ loss }, `epoch ${e} done`)", [{ loss: "loss", "epoch {} done": "`epoch ${e} done`" }]],
    ["logger.info(`loss ${x}`, { epoch })", [{ "loss {}": "`loss ${x}`", epoch: "epoch" }]],
    [`logger.error(error, "step failed")`, [{ "step failed": "error" }]],
    [`logger.error(error)`, [{ error: "error" }]],
    [`logger.info("started")`, [{ started: '"started"' }]],
    [`logger.info("loss", x)`, [{ loss: "x" }]],
    [`logger.log("info", "loss", { loss })`, [{ loss: "loss" }]],
    [`logger.log("info", "loss", x)`, [{ loss: "x" }]],
    [`logger.log({ level: "info", message: "step", loss, epoch: e })`, [{ loss: "loss", epoch: "e" }]],
    [`logger.log({ level: "info", message: "started" })`, [{ message: '"started"' }]],
    [`logger.info({ ...all, loss }, "step")`, [{ step: "{ ...all, loss }" }]],
    [`logger.info(...all)`, [{ "...all": "...all" }]],
    [`logger.info()`, [{}]],
    [`debug("loss %o", x)`, [{ "loss {}": "x" }]],
  ])("%s", (text, expected) => expect(records(text)).toEqual(expected));
});

describe("which calls are meant", () => {
  const one = [{ loss: "x" }];
  it.each<[string, string[], Records[]]>([
    [`logger.info("loss", x); logger.warn("loss", x)`, ["logger.info"], one],
    [`logger?.info("loss", x)`, ["logger.info"], one],
    [`logger.info?.("loss", x)`, ["logger.info"], one],
    [`logger!.info("loss", x)`, ["logger.info"], one],
    [`class A { f() { this.logger.info("loss", x); } }`, ["logger.info"], one],
    [`class A { #logger = 1; f() { this.#logger.info("loss", x); } }`, ["logger.info"], one],
    [`request.log.info("loss", x)`, ["log.info"], one],
    [`logger.child({ a: 1 }).info("loss", x)`, ["logger.info"], one],
    [`const child = logger.child({ a: 1 }); child.info("loss", x)`, ["logger.info"], one],
    [`const { info } = logger; info("loss", x)`, ["logger.info"], one],
    [`const { info: say } = logger; say("loss", x)`, ["logger.*"], one],
    [`const say = logger.info.bind(logger); say("loss", x)`, ["logger.info"], []],
    [`import { logger as l } from "./l.js"; l.info("loss", x)`, ["logger.info"], one],
    [`import logger from "./l.js"; logger.info("loss", x)`, ["logger.*"], one],
    [`logger.isLevelEnabled("debug"); logger.child({}); logger.flush()`, ["logger.*"], []],
    [`other.debug("loss", x)`, ["debug"], []],
    [`let logger = a; logger.info("loss", x)`, ["logger.info"], one],
    [`get().info("loss", x); list[0].info("loss", x); (await logger).info("loss", x)`, ["logger.info"], []],
    [`const a = b; const b = a; a.info("loss", x)`, ["logger.info"], []],
  ])("%s with %j", (text, logCalls, expected) => expect(records(text, logCalls)).toEqual(expected));
});
