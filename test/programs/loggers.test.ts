/** Log calls that users already have, with the real pino and winston: what is printed stays, what was given is recorded. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject, REPOSITORY, type Project } from "./support/project.ts";
import { cells, json, record, runIds } from "./support/rows.ts";

function project(source: string, logCalls: readonly string[]): Project {
  const made = makeProject({ "package.json": JSON.stringify({ name: "loggers", type: "module", hindlog: { logCalls } }), "src/main.ts": source });
  for (const name of ["pino", "winston"]) symlinkSync(join(REPOSITORY, "node_modules", name), join(made.root, "node_modules", name), "dir");
  return made;
}

/** What is printed is the same without and with hindlog; gives the recorded values, by name in order of the first record. */
async function recorded(made: Project): Promise<Record<string, unknown[]>> {
  const plain = await made.hindlog(["run", "src/main.ts"], { env: { HINDLOG: "off" } });
  const instrumented = await made.hindlog(["run", "src/main.ts"]);
  expect(plain).toMatchObject({ status: 0, stdout: expect.stringMatching(/\S/) as string });
  expect(instrumented).toEqual(plain);
  const rows = json(await made.hindlog(["sql", "SELECT value_name AS name, value_type AS type, value FROM logs ORDER BY log_id", "--format", "json"]));
  const found: Record<string, unknown[]> = {};
  for (const { name, value } of rows) (found[String(name)] ??= []).push(value);
  return found;
}

const PINO = (extra: string): string => `import { pino } from "pino";
const logger = pino({ timestamp: false, base: undefined }, pino.destination({ dest: 1, sync: true }));
const child = logger.child({ part: "trainer" });
class Trainer {
  #logger = child;
  step(epoch: number) { this.#logger.debug({ hidden: epoch }, "not printed at this level"); return this; }
}
const none = undefined as typeof logger | undefined;
const order: string[] = [];
const mark = (text: string): string => (order.push(text), text);
let loss = 1;
for (let epoch = 0; epoch < 3; epoch++) {
  loss /= 2;
  ${extra}
  logger.info({ loss, twice: loss * 2 }, "step done");
  child.info("epoch %d of %s", epoch, "three");
  logger.warn({ err: new RangeError("no") }, "failed in %d", epoch);
  none?.info({ never: mark("never") });
  new Trainer().step(epoch);
}
logger.child({ [mark("key")]: 1 }).error(mark("message"));
console.log(order.join());
`;

test("pino: objects give their keys, formats their arguments, children count as their parent", async () => {
  const found = await recorded(project(PINO(""), ["logger.*"]));
  expect(found).toMatchObject({
    loss: [0.5, 0.25, 0.125],
    twice: [1, 0.5, 0.25],
    "failed in {}": [0, 1, 2],
    hidden: [0, 1, 2],
    'mark("message")': ["message"],
    "order.join()": ["key,message"],
  });
  expect(found["epoch {} of {}"]?.map((value) => JSON.stringify(value))).toHaveLength(3);
  expect(Object.keys(found)).toEqual(["loss", "twice", "epoch {} of {}", "err", "failed in {}", "hidden", 'mark("message")', "order.join()"]);
});

const WINSTON = `import winston from "winston";
const { combine, splat, simple } = winston.format;
const logger = winston.createLogger({ level: "info", format: combine(splat(), simple()), transports: [new winston.transports.Console()] });
const { info } = logger;
for (let epoch = 0; epoch < 3; epoch++) {
  logger.info("loss %d", epoch / 2, { epoch });
  logger.log({ level: "warn", message: "rate", rate: 0.1 * epoch });
  logger.log("error", "grad", { grad: epoch });
  info("plain", { inner: epoch });
}
`;

test("winston: formats, meta objects, entries, and methods that were taken out", async () => {
  const found = await recorded(project(WINSTON, ["logger.*"]));
  expect(found).toMatchObject({ "loss {}": [0, 0.5, 1], epoch: [0, 1, 2], rate: [0, 0.1, 0.2], grad: [0, 1, 2], inner: [0, 1, 2] });
  expect(Object.keys(found)).toEqual(["loss {}", "epoch", "rate", "grad", "inner"]);
});

const CONSOLE = `let total = 0;
for (let step = 0; step < 2; step++) {
  total += step + 0.5;
  console.log("total %d of %s", total, "two");
  console.table([{ a: step }], ["a"]);
  console.dir({ deep: { step } }, { depth: 0 });
  console.group("step", step);
  console.log("inside %j %%", { step }, "rest");
  console.groupEnd();
  console.assert(step < 9, "never");
  console.count("counted");
}
`;

test("console: everything that prints values, byte for byte", async () => {
  const found = await recorded(project(CONSOLE, []));
  expect(Object.keys(found)).toEqual(["total {} of {}", "[{ a: step }]", "{ deep: { step } }", "step", "inside {} %", "rest"]);
  expect(found["step"]).toEqual([0, 1]);
});

test("a logger's call is put into a past run", async () => {
  const made = project(PINO(""), ["logger.*"]);
  await record(made, ["src/main.ts"]);
  const [past] = await runIds(made);
  made.write({ "src/main.ts": PINO('logger.info({ halved: loss }, "halved");') });
  expect(await made.hindlog(["backfill", "halved", "--yes"])).toMatchObject({ status: 0 });
  expect((await cells(made, "halved", past!)).map((row) => row["halved"])).toEqual([0.5, 0.25, 0.125]);
});

test("a call that logs since today is refused for a run that did not keep it, and its text there stays what it was", async () => {
  const made = project(PINO(""), []);
  await record(made, ["src/main.ts"]);
  made.write({ "package.json": JSON.stringify({ name: "loggers", type: "module", hindlog: { logCalls: ["logger.*"] } }) });
  await record(made, ["src/main.ts"]);
  const [past, present] = await runIds(made);
  expect((await cells(made, "loss", present!)).map((row) => row["loss"])).toEqual([0.5, 0.25, 0.125]);
  expect((await cells(made, "order.join()", past!)).map((row) => row["order.join()"])).toEqual(["key,message"]);
  const outcome = await made.hindlog(["backfill", "loss", "--yes"]);
  expect(outcome.status).toBe(1);
  expect(outcome.stdout + outcome.stderr).toContain('logger.info was no log call when that version ran ("logCalls" of package.json did not name it');
});
