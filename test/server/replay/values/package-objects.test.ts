/** Objects of packages that hold what a replay has otherwise (clocks, pointers, ids): values of the program's own stay verified, and none that may come from such. */
import { expect, it } from "vitest";
import { backfill, byHand, recordedProject, rowsOf } from "../recorded-project.ts";

const FILES = {
  "node_modules/timing/package.json": '{ "name": "timing", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
  // No clock: who asks one is told otherwise (package-inputs.test.ts).
  "node_modules/timing/index.js": `export class Timer {
  constructor(options) { this.at = process.pid; this.inner = { list: [process.pid] }; this.options = options; }
  start(f) { if (this.options) this.options.state.at = process.pid; this.f = f; return this; }
  fire() { this.f.call(this, this); }
}
export const attach = (holder) => { holder.nested.timer = new Timer(); };
export const setGlobal = () => { globalThis.theTimer = new Timer(); };
`,
  "src/main.ts": `import { log } from "hindlog";
import { Timer, attach, setGlobal } from "timing";
declare const theTimer: any;
const timer = new Timer(undefined);
const named = new Map([["timer", timer]]);
const peek = (from: any): number => from.at;
const holder: any = { nested: {} };
const alias = { holder };
attach(alias.holder);
setGlobal();
const listeners: (() => void)[] = [];
listeners.push(function (this: any) {
  log("listened", this.at); //+
});
timer.start(function (this: any) {
  log("fired", this.at); //+
});
function around(work: (inside: Timer) => void): void {
  const state = { at: 0 };
  const options = { state };
  const inside = new Timer(options);
  inside.start(() => {});
  work(inside);
  log("given", state.at); //+
}
let total = 0;
around((inside) => {
  for (let step = 0; step < 5; step++) {
    total += step;
    timer.fire();
    for (const listener of listeners) listener.call(timer);
    log("total", total);
    log("twice", 2 * total); //+
    const { at } = timer;
    const both = { total, timer };
    log("seen", [at, named.get("timer")!.at, peek(timer), JSON.stringify(timer)]); //+
    log("held", [holder.nested.timer.inner.list[0], theTimer.at, inside.options.state.at]); //+
    log("both", both); //+
  }
});
`,
};

const FROM_PACKAGES = ["listened", "fired", "given", "seen", "held", "both"];

it("tells what may come from them from what is the program's own", async () => {
  const project = await recordedProject(FILES);
  const result = await backfill(project, { targets: ["twice", ...FROM_PACKAGES] });
  const verdicts = (name: string): string => [...new Set(result.cells.filter((cell) => cell.name === name).map((cell) => cell.verdict))].join();
  expect(rowsOf(result, "twice")).toEqual(await byHand(FILES, "twice"));
  expect(verdicts("twice")).toBe("verified");
  for (const name of FROM_PACKAGES) expect([name, verdicts(name)]).toEqual([name, "unverifiable"]);
  expect(result.cells.find((cell) => cell.name === "seen")!.reason).toMatch(
    /^it may come from objects of packages, which are not as they were at .*: src\/main\.ts:timer\.at /,
  );
});

it("takes what differs in objects of the program's own classes for a difference, whatever they extend", async () => {
  const own = FILES["src/main.ts"].replace("const timer = new Timer(undefined);", "class Own extends Timer {}\nconst timer = new Own(undefined);");
  const project = await recordedProject({ ...FILES, "src/main.ts": own });
  const { cells } = await backfill(project, { targets: ["twice"] });
  expect(new Set(cells.map((cell) => cell.verdict))).toContain("diverged");
});
