/** Timers, files and rounds of the event loop beside a main activity: in which order they came is known only where it does not depend on how quick anything was. */
import { expect, it } from "vitest";
import { backfill, recordedProject } from "./recorded-project.ts";

const WAIT = "const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));";

const timersProject = (text: string, packages: Readonly<Record<string, string>> = {}): ReturnType<typeof recordedProject> =>
  recordedProject({ "src/main.ts": `import { log } from "hindlog";\n${WAIT}\n${text}`, ...packages }, { checkpoints: "off" });

/** By name: the verdicts of its values, and what they are said to share. */
async function verdicts(text: string, names: readonly string[], packages: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const project = await timersProject(text, packages);
  const { cells, refused } = await backfill(project, { targets: names });
  expect(refused).toEqual([]);
  const said = (name: string): string[] =>
    cells
      .filter((cell) => cell.name === name)
      .map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${/share \((\w+)\)/.exec(reason)?.[1]}`));
  return Object.fromEntries(names.map((name) => [name, [...new Set(said(name))].join()]));
}

it("does not take for known what callbacks of timers change beside a main activity, and does so for what that changes itself", async () => {
  const text = `
let ticks = 0;
let loss = 1;
let done = 0;
const every = setInterval(() => {
  ticks++;
  process.stdout.write(\`at \${done}\`);
}, 25);
for (let i = 0; i < 4; i++) {
  await wait(50);
  loss = loss * 0.9 + Math.random();
  done = i;
  log("ticks", ticks); //+
  log("loss", loss); //+
  log("done", done); //+
  log("i", i);
}
clearInterval(every);
`;
  expect(await verdicts(text, ["ticks", "loss", "done"])).toEqual({ ticks: "unverifiable: ticks", loss: "verified", done: "verified" });
});

it("knows what comes first where the other is far, and values from before something came that was not", async () => {
  const text = `
const within = (work: Promise<string>, ms: number): Promise<string> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => (timer = setTimeout(() => done("late"), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
let isLate = false;
setTimeout(() => (isLate = true), 2500);
for (let i = 0; i < 2; i++) {
  const won = await within(wait(20).then(() => "work"), 4000);
  log("won", won); //+
  log("late", isLate); //+
  log("i", i);
}
await wait(2480);
log("after", isLate); //+
`;
  expect(await verdicts(text, ["won", "late", "after"])).toEqual({ won: "verified", late: "verified", after: "unverifiable: isLate" });
});

it("knows changes that are no assignments, and those by patterns, through parameters and in what calls give", async () => {
  const text = `
const cells = new Int32Array(1);
const list: number[] = [];
const open: Record<string, number> = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9 };
const pair = [1, 2];
const counts = [0];
const groups = new Map([["x", [0]]]);
const words = /a/g;
const whole = { ticks: 0 };
const own = [0];
const kept = [0];
const boxes = { all: [kept] };
const held = (): number[] => boxes.all[0]!;
const box = { beats: 0 };
const same = box;
const swap = (of: number[]): void => { [of[0], of[1]] = [of[1]!, of[0]!]; };
const bump = (numbers: number[]): void => { numbers[0]!++; };
const every = setInterval(() => {
  Atomics.add(cells, 0, 1);
  Reflect.apply(Array.prototype.push, list, [1]);
  delete open[Object.keys(open)[0]!];
  swap(pair);
  bump(counts);
  groups.get("x")![0]!++;
  held()[0]!++;
  box["beats"]++;
  words.test("aaaaaaaaaaaaaaaaaaaaaaaaaa");
  whole.ticks++;
}, 25);
for (let i = 0; i < 4; i++) {
  await wait(50);
  own[0]!++;
  log("cell", cells[0]); //+
  log("list", list.length); //+
  log("open", Object.keys(open).length); //+
  log("pair", pair[0]); //+
  log("count", counts[0]); //+
  log("group", groups.get("x")![0]); //+
  log("word", words.lastIndex); //+
  log("whole", JSON.stringify(whole)); //+
  log("own", own[0]); //+
  log("kept", kept[0]); //+
  log("same", same.beats); //+
  log("i", i);
}
clearInterval(every);
`;
  const shared = {
    cell: "cells",
    list: "list",
    open: "open",
    pair: "of",
    count: "numbers",
    group: "groups",
    word: "words",
    whole: "ticks",
    kept: "kept",
    same: "beats",
  };
  const doubted = Object.fromEntries(Object.entries(shared).map(([name, by]) => [name, `unverifiable: ${by}`]));
  expect(await verdicts(text, [...Object.keys(shared), "own"])).toEqual({ ...doubted, own: "verified" });
});

it("does not take for known what timers changed while streams were compressed and messages were sent", async () => {
  const text = (work: string): string => `
import { createGzip } from "node:zlib";
import { Readable } from "node:stream";
const { port1, port2 } = new MessageChannel();
let ticks = 0;
const every = setInterval(() => {
  ticks++;
}, 800);
for (let i = 0; i < 1; i++) {
  ${work}
  await wait(1200);
  log("ticks", ticks); //+
  log("i", i);
}
clearInterval(every);
port1.close();
console.log(typeof createGzip, typeof Readable, typeof port2);
`;
  const found = async (work: string): Promise<unknown> => await verdicts(text(work), ["ticks"]);
  expect(await found("await wait(5);")).toEqual({ ticks: "verified" });
  for (const work of [
    'for await (const chunk of Readable.from([Buffer.alloc(1000)]).pipe(createGzip())) if (chunk === null) console.log("none");',
    'for await (const chunk of new Blob(["x"]).stream().pipeThrough(new CompressionStream("gzip"))) if (chunk === null) console.log("none");',
    'await new Promise((ok) => { port2.once("message", ok); port1.postMessage(1); });',
  ])
    expect({ work, ...((await found(work)) as object) }).toEqual({ work, ticks: "unverifiable: ticks" });
});

it("tells members of an object apart by their names where nothing asks for the whole", async () => {
  const text = `
const state = { ticks: 0, loss: 1, best: { epoch: 0 } };
const every = setInterval(() => {
  state.ticks++;
}, 25);
for (let i = 0; i < 3; i++) {
  await wait(50);
  state.loss *= 0.9;
  state.best.epoch = i;
  log("loss", state.loss); //+
  log("epoch", state.best.epoch); //+
  log("best", JSON.stringify(state.best)); //+
  log("ticks", state.ticks); //+
  log("state", Object.values(state).join()); //+
  log("i", i);
}
clearInterval(every);
`;
  const known = { loss: "verified", epoch: "verified", best: "verified" };
  const doubted = { ticks: "unverifiable: ticks", state: "unverifiable: ticks" };
  expect(await verdicts(text, ["loss", "epoch", "best", "ticks", "state"])).toEqual({ ...known, ...doubted });
});

it("takes iterators that several activities go over for something that they change", async () => {
  const text = `
const jobs = [1, 2, 3, 4, 5, 6].entries();
const spare = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]).values();
class Cursor {
  at = 0;
  [Symbol.iterator](): this {
    return this;
  }
  next(): IteratorResult<number> {
    return { done: false, value: this.at++ };
  }
}
const cursor = new Cursor();
const worker = async (by: number): Promise<number> => {
  let did = 0;
  for (const [index] of jobs) {
    await wait(10);
    did++;
    log("job", by + index); //+
  }
  return did;
};
const every = setInterval(() => {
  const [one] = spare;
  const [two] = cursor;
  console.log("alive", one, two);
}, 25);
await wait(50);
const did = await Promise.all([0, 10].map(worker));
log("did", did.join()); //+
const rest = [...spare];
log("rest", rest.length); //+
const [at] = cursor;
log("at", at); //+
const fresh = [...new Map([[1, 2]]).keys(), ...Object.keys({ a: 1 })];
log("fresh", fresh.length); //+
clearInterval(every);
log("end", 1);
`;
  expect(await verdicts(text, ["job", "did", "rest", "at", "fresh"])).toEqual({
    job: "unverifiable: jobs",
    did: "unverifiable: jobs",
    rest: "unverifiable: spare",
    at: "unverifiable: at",
    fresh: "verified",
  });
});

it("knows chance and clocks that are called by other names, and what packages and files hold", async () => {
  const text = (beat: string): string => `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { dim } from "dim";
import { next } from "next";
import { pick } from "pick";
const draw = Math.random;
writeFileSync("beats.txt", "");
const every = setInterval(() => {
  ${beat}
  console.log(dim("alive"));
}, 25);
for (let i = 0; i < 3; i++) {
  await wait(50);
  const drawn = Math.random();
  const picked = pick([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const numbered = next();
  const { length } = readFileSync("beats.txt", "utf8");
  log("drawn", drawn); //+
  log("picked", picked); //+
  log("numbered", numbered); //+
  log("length", length); //+
  log("i", dim("i"));
}
clearInterval(every);
`;
  const packageOf = (name: string, code: string): Record<string, string> => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", main: "index.js" }),
    [`node_modules/${name}/index.js`]: code,
  });
  const packages = {
    ...packageOf("dim", "exports.dim = (text) => `<${text}>`;"),
    ...packageOf("next", "let count = 0; exports.next = () => count++;"),
    ...packageOf("pick", "exports.pick = (list) => list[Math.floor(Math.random() * list.length)];"),
  };
  const names = ["drawn", "picked", "numbered", "length"];
  const known = Object.fromEntries(names.map((name) => [name, "verified"]));
  const found = async (beat: string): Promise<unknown> => await verdicts(text(beat), names, packages);
  expect(await found("draw;")).toEqual(known);
  expect(await found("draw();")).toEqual({ ...known, drawn: "unverifiable: random", picked: "unverifiable: pick" });
  expect(await found("pick([1]);")).toEqual({ ...known, drawn: "unverifiable: random", picked: "unverifiable: pick" });
  expect(await found('next(); appendFileSync("beats.txt", "x");')).toEqual({ ...known, numbered: "unverifiable: next", length: "unverifiable: files" });
});

it("does not take for known what activities that are over have changed or given, whose order only the world knows", async () => {
  const text = `
import { readFile } from "node:fs/promises";
const order: number[] = [];
await Promise.all([1, 2, 3].map(async (by) => {
  const { length } = await readFile("package.json");
  order.push(by + 0 * length);
}));
let count = 0;
const poll = async (): Promise<number> => {
  await wait(33);
  return count;
};
const polled = poll();
for (let i = 0; i < 6; i++) {
  await wait(11);
  count++;
  log("i", i);
}
const seen = await polled;
log("order", order.join()); //+
log("seen", seen); //+
log("count", count); //+
log("length", [4].concat(5).length); //+
`;
  expect(await verdicts(text, ["order", "seen", "length"])).toEqual({ order: "unverifiable: order", seen: "unverifiable: count", length: "verified" });
});

it("does not take for known how often a timer came to a statement before something stopped it", async () => {
  const text = `
const later = (by: number): Promise<number> => new Promise((done) => {
  setTimeout(() => {
    log("later", by); //+
    done(by);
  }, 10);
});
const every = setInterval(() => {
  log("tick", "x"); //+
}, 25);
const deadline = setTimeout(() => {
  log("late", true); //+
}, 235);
for (let i = 0; i < 4; i++) {
  await wait(50);
  log("i", await later(i));
}
clearInterval(every);
clearTimeout(deadline);
`;
  const { cells, refused } = await backfill(await timersProject(text), { targets: ["later", "tick", "late"] });
  const last = (name: string): unknown => cells.findLast((cell) => cell.name === name);
  const reason = expect.stringMatching(/^it runs until something stops it/);
  expect(last("later")).toMatchObject({ verdict: "verified" });
  expect(last("tick")).toMatchObject({ verdict: "unverifiable", reason });
  const late = cells.some((cell) => cell.name === "late") ? last("late") : refused.find(({ name }) => name === "late");
  expect(late).toMatchObject({ reason: expect.stringMatching(/runs until something stops it/) });
});

it("does not take for known how often an activity came to a statement that the end of the program or a signal ends", async () => {
  const text = `
import { setTimeout as nap } from "node:timers/promises";
const stop = new AbortController();
const every = setInterval(() => console.log("alive"), 25);
const polls = async (): Promise<void> => {
  for (;;) {
    await wait(20);
    log("poll", "x"); //+
  }
};
const naps = async (): Promise<string> => {
  try {
    for (;;) {
      await nap(20, undefined, { signal: stop.signal });
      log("nap", "x"); //+
    }
  } catch {
    return "over";
  }
};
const work = async (by: number): Promise<number> => {
  await wait(10);
  log("work", by); //+
  return by;
};
setTimeout(() => {
  log("late", "x"); //+
}, 100);
void polls();
const napping = naps();
for (let i = 0; i < 3; i++) {
  await wait(50);
  const sum = await Promise.all([work(i), work(2 * i)]);
  log("sum", sum.length); //+
  log("i", i);
}
clearInterval(every);
stop.abort();
await napping;
process.exit(0);
`;
  const { cells, refused } = await backfill(await timersProject(text), { targets: ["poll", "nap", "work", "late", "sum"] });
  expect(refused).toEqual([]);
  const last = (name: string): unknown => cells.findLast((cell) => cell.name === name);
  const reason = expect.stringMatching(/^it runs until something stops it/);
  for (const name of ["poll", "late"]) expect(last(name)).toMatchObject({ verdict: "unverifiable", reason });
  expect(last("nap")).toMatchObject({ verdict: "unverifiable", reason: expect.stringContaining("(stop)") });
  for (const name of ["work", "sum"]) expect(last(name)).toMatchObject({ verdict: "verified" });
});

it("does not take a heartbeat's lines, counts and clocks for a difference of the program", async () => {
  const text = `
let beats = 0;
let loss = 1;
let epoch = 0;
const began = Date.now();
const beat = setInterval(() => {
  beats++;
  console.log(\`alive for \${Date.now() - began} ms in \${epoch}\`);
}, 12);
for (epoch = 0; epoch < 12; epoch++) {
  await wait(15);
  loss *= 0.5 + Math.random() / 10;
  log("loss", loss);
  console.log("beats so far", beats);
  log("half", loss / 2); //+
  log("beats", beats); //+
}
clearInterval(beat);
`;
  expect(await verdicts(text, ["half", "beats"])).toEqual({ half: "verified", beats: "unverifiable: beats" });
  const project = await recordedProject({ "src/main.ts": `import { log } from "hindlog";\n${WAIT}\n${text}` }, { checkpoints: "all" });
  const { cells, executed } = await backfill(project, { targets: ["half", "beats"], where: "epoch == 9" });
  expect(Object.values(Object.values(executed)[0]!)).toEqual([[9]]);
  expect(cells.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(["half verified", "beats unverifiable"]);
});

it("does not know whether a timer came while files were read, which may have been slow then", async () => {
  const text = `
import { readFile } from "node:fs/promises";
let isLate = false;
let read = 0;
setTimeout(() => (isLate = true), 400);
await wait(10);
for (let k = 0; k < 5; k++) {
  read += (await readFile("package.json")).length;
  log("late", isLate); //+
  log("read", read);
  log("twice", read * 2); //+
}
`;
  expect(await verdicts(text, ["late", "twice"])).toEqual({ late: "unverifiable: isLate", twice: "verified" });
});
