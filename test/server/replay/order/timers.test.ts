/** Timers, files and rounds of the event loop beside a main activity: in which order they came is known only where it does not depend on how quick anything was. */
import { expect, it } from "vitest";
import { backfill, recordedProject } from "../recorded-project.ts";
import { timersProject, verdicts, WAIT } from "./timer-programs.ts";

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

it("does not take a state for another in which what comes of a heartbeat's doings differs", async () => {
  const text = `
let loss = 1;
let own = 0;
const beat = setInterval(() => Math.random(), 12);
for (let epoch = 0; epoch < 12; epoch++) {
  await wait(15);
  const step = Math.random();
  loss += step / 10;
  own += 2;
  log("own", own);
  log("half", loss / 2); //+
  log("twice", own * 2); //+
}
clearInterval(beat);
`;
  const project = await recordedProject({ "src/main.ts": `import { log } from "hindlog";\n${WAIT}\n${text}` }, { checkpoints: "all" });
  const { cells } = await backfill(project, { targets: ["half", "twice"] });
  const last = (name: string): string | undefined => cells.findLast((cell) => cell.name === name)?.verdict;
  expect({ half: last("half"), twice: last("twice") }).toEqual({ half: "unverifiable", twice: "verified" });
});
