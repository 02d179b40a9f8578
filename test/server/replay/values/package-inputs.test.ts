/** What packages read of clocks and chance is kept by no run: values that may come from it are not those of the past run. */
import { expect, it } from "vitest";
import { backfill, recordedProject } from "../recorded-project.ts";

const manifest = (name: string, needs: object = {}): string => JSON.stringify({ name, version: "1.0.0", main: "index.js", dependencies: needs });

const FILES = {
  "node_modules/ids/package.json": manifest("ids"),
  "node_modules/ids/index.js": 'const { randomUUID } = require("node:crypto"); exports.next = () => randomUUID();',
  "node_modules/web-ids/package.json": manifest("web-ids"),
  "node_modules/web-ids/index.js": "exports.next = () => crypto.getRandomValues(new Uint8Array(2)).join();",
  "node_modules/days/package.json": manifest("days"),
  "node_modules/days/index.js": "exports.today = () => new Date().toISOString().slice(0, 10);",
  "node_modules/steps/package.json": manifest("steps", { ticks: "1" }),
  "node_modules/steps/index.js": 'const { tick } = require("ticks"); exports.step = (n) => (tick(), n + 1);',
  "node_modules/ticks/package.json": manifest("ticks"),
  "node_modules/ticks/index.js": "exports.tick = () => performance.now();",
  "node_modules/sums/package.json": manifest("sums"),
  "node_modules/sums/index.js": "exports.add = (a, b) => (new Date(0).constructor === Date ? a + b : 0); exports.late = () => Date.now();",
  "src/main.ts": `import days from "days";
import ids from "ids";
import { log } from "hindlog";
import steps from "steps";
import sums from "sums";
import web from "web-ids";
const Clock = Date;
const began = Clock.now();
for (let i = 0; i < 3; i++) {
  const id = ids.next();
  const short = web.next();
  const day = days.today();
  const step = steps.step(i);
  const sum = sums.add(i, 2);
  const took = Clock.now() - began >= 0 ? new Clock(began).getTime() - began : -1;
  log("i", i);
  log("id", id); //+
  log("short", short); //+
  log("day", day); //+
  log("step", step); //+
  log("sum", sum); //+
  log("took", took); //+
}
`,
};

it("doubts values that may come from it, and no others", async () => {
  const project = await recordedProject(FILES);
  const { cells } = await backfill(project, { targets: ["id", "short", "day", "step", "sum", "took"] });
  const of = (name: string): (string | undefined)[] => {
    const found = cells.filter((cell) => cell.name === name);
    return [...new Set(found.flatMap(({ verdict, reason }) => [verdict, reason]))];
  };
  const doubted = (what: string): string[] => [
    "unverifiable",
    `it may come from ${what} read, which runs keep of instrumented code alone (packages under "include" are)`,
  ];
  expect(of("id")).toEqual(doubted("random bytes that the package ids"));
  expect(of("short")).toEqual(doubted("random bytes that the package web-ids"));
  expect(of("day")).toEqual(doubted("a clock that the package days"));
  expect(of("step")).toEqual(["verified", undefined]);
  expect(of("sum")).toEqual(["verified", undefined]);
  expect(of("took")).toEqual(["verified", undefined]);
  expect(cells.filter((cell) => cell.name === "sum").map((cell) => cell.value)).toEqual([2, 3, 4]);
});

const OWN = {
  "src/beside.ts": "// hindlog-ignore-file\nexport const add = (a: number, b: number): number => a + b;\n",
  "src/main.ts": `import { webcrypto } from "node:crypto";
import { log } from "hindlog";
import { add } from "./beside.js";
const now = Date.now;
const since = performance.now.bind(performance);
class Stamp extends Date {}
const { randomUUID } = webcrypto;
const began = Date.now();
for (let i = 0; i < 3; i++) {
  const list = [now(), since(), new Stamp().getTime(), Date?.now(), Reflect.construct(Date, [])];
  const bytes = webcrypto.getRandomValues(new Uint8Array(2)).join();
  const id = Reflect.apply(randomUUID, webcrypto, []);
  const shown = new Intl.DateTimeFormat("en").format();
  const sum = add(i, 1);
  const later = Date.now() - began - (Date.now() - began) + sum;
  log("i", i);
  log("list", list); //+
  log("bytes", bytes); //+
  log("id", id); //+
  log("shown", shown); //+
  log("sum", sum); //+
}
`,
};

it("doubts values of clocks and chance that the program asks for by other names than those that are kept", async () => {
  const project = await recordedProject(OWN);
  const { cells } = await backfill(project, { targets: ["list", "bytes", "id", "shown", "sum"] });
  const verdicts = (name: string): string => [...new Set(cells.filter((cell) => cell.name === name).map((cell) => cell.verdict))].join();
  for (const name of ["list", "bytes", "id", "shown"]) expect([name, verdicts(name)]).toEqual([name, "unverifiable"]);
  expect(verdicts("sum")).toBe("verified");
});

it("takes a reading for one that is kept only if it is that one", async () => {
  const text = `import { log } from "hindlog";\nconst now = Date.now;\nfor (let i = 0; i < 3; i++) {\n  const at = now();\n  log("kept", Date.now() > 0);\n  log("at", at); //+\n}\n`;
  const project = await recordedProject({ "src/main.ts": text });
  const { cells } = await backfill(project, { targets: ["at"] });
  expect(cells.map(({ verdict }) => verdict)).toEqual(["unverifiable", "unverifiable", "unverifiable"]);
});

it("doubts everything where code that is left alone reads them", async () => {
  const options = '{ "name": "excluded", "type": "module", "hindlog": { "exclude": ["src/beside.js"] } }';
  const left = "let last = 0;\nexport const add = (a, b) => ((last = Date.now()), a + b);\nexport const at = () => last;\n";
  const { "src/beside.ts": _, ...others } = OWN;
  const project = await recordedProject({ ...others, "package.json": options, "src/beside.js": left });
  const { cells } = await backfill(project, { targets: ["sum"] });
  expect(cells[0]).toMatchObject({ verdict: "unverifiable", reason: "code of the program that hindlog leaves alone read a clock, of which runs keep nothing" });
});

it("finds out which values come from clocks that packages read", async () => {
  const project = await recordedProject({
    "node_modules/loads/package.json": manifest("loads"),
    "node_modules/loads/index.js":
      "const began = Date.now(); const day = new Date(); exports.began = () => began; exports.day = () => day.getDate(); exports.add = (a, b) => a + b; let last = 0; exports.late = () => { const ms = Date.now() - last; last += ms; return ms > 3600_000; };",
    "src/main.ts": `import { log } from "hindlog";
import loads from "loads";
for (let i = 0; i < 3; i++) {
  const sum = loads.add(i, 1);
  const began = loads.began();
  const day = loads.day();
  const late = [loads.late(), i];
  log("i", i);
  log("sum", sum); //+
  log("began", began); //+
  log("day", day); //+
  log("late", late); //+
}
`,
  });
  const { cells } = await backfill(project, { targets: ["sum", "began", "day", "late"] });
  const doubt = [
    "unverifiable",
    `it may come from a clock that the package loads read, which runs keep of instrumented code alone (packages under "include" are)`,
  ];
  const of = (name: string): unknown[] => [...new Set(cells.filter((cell) => cell.name === name).flatMap(({ verdict, reason }) => [verdict, reason]))];
  expect(of("sum")).toEqual(["verified", undefined]);
  expect(of("began")).toEqual(doubt);
  expect(of("day")).toEqual(doubt);
  expect(of("late")).toEqual(doubt);
});
