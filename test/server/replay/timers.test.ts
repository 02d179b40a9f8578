/** Timers, files and rounds of the event loop beside a main activity: in which order they came is known only where it does not depend on how quick anything was. */
import { expect, it } from "vitest";
import { backfill, recordedProject } from "./recorded-project.ts";

const WAIT = "const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));";

const timersProject = (text: string): ReturnType<typeof recordedProject> =>
  recordedProject({ "src/main.ts": `import { log } from "hindlog";\n${WAIT}\n${text}` }, { checkpoints: "off" });

/** By name: the verdicts of its values, and what they are said to share. */
async function verdicts(text: string, names: readonly string[]): Promise<Record<string, string>> {
  const project = await timersProject(text);
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
  const reason = expect.stringMatching(/^a timer calls it until something stops that/);
  expect(last("later")).toMatchObject({ verdict: "verified" });
  expect(last("tick")).toMatchObject({ verdict: "unverifiable", reason });
  const late = cells.some((cell) => cell.name === "late") ? last("late") : refused.find(({ name }) => name === "late");
  expect(late).toMatchObject({ reason: expect.stringMatching(/a timer calls (?:it )?until something stops that/) });
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
  const { cells } = await backfill(project, { targets: ["half"], level: 1 });
  expect(new Set(cells.map(({ verdict }) => verdict))).toEqual(new Set(["verified"]));
});
