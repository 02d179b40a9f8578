/** What callbacks of timers change beside a main activity, in whatever way, is not taken for known; what they do not change is. */
import { expect, it } from "vitest";
import { verdicts } from "./timer-programs.ts";

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
    at: "unverifiable: cursor",
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
