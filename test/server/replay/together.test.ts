/** Async activities that are under way at once: runs do not keep the order in which they went on. */
import { expect, it } from "vitest";
import { backfill, recordedProject } from "./recorded-project.ts";

const SHARED =
  "unverifiable: several async activities were under way, and it may come from what they share (order): runs do not keep the order in which they went on";

it("does not call values verified that may come from what they share", async () => {
  const project = await recordedProject(
    {
      "src/main.ts": `import { log } from "hindlog";
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
let order = 0;
for (let round = 0; round < 2; round++) {
  const sums = await Promise.all([1, 2, 3].map(async (by) => {
    let own = 0;
    for (let i = 0; i < 2; i++) {
      await wait(1);
      own += by;
      order++;
      log("own", own); //+
      log("place", by + order); //+
    }
    return own;
  }));
  log("sums", sums);
  log("after", sums.length); //+
}
`,
    },
    { checkpoints: "off" },
  );
  expect(await verdicts(project, ["own", "place", "after"])).toEqual({ own: "verified", place: SHARED, after: "verified" });
});

it("knows what is changed through parameters, through variables and by functions of the language, and variables that only have the name of others", async () => {
  const shared = (name: string): string => SHARED.replace("(order)", `(${name})`);
  const project = await recordedProject(
    {
      "src/main.ts": `import { log } from "hindlog";
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const groups = new Map([[1, [0]]]);
const results: number[] = [];
const state = { last: 0 };
let i = 0;
function keep(list: number[], value: number): void {
  list.push(value);
}
async function step(by: number): Promise<number[]> {
  await wait(1);
  const group = groups.get(1)!;
  group.push(by);
  log("size", groups.get(1)!.length); //+
  keep(results, by);
  log("kept", results.length); //+
  Object.assign(state, { last: by });
  log("last", JSON.stringify(state)); //+
  const doubled = [3].map((x) => x * 2);
  doubled.push(4);
  log("doubled", doubled.join()); //+
  process.stdout.write(doubled.join(" ")); //+
  return Array.from({ length: 2 }, (_, i) => {
    log("item", 10 + i); //+
    return i;
  });
}
await Promise.all([1, 2].map(async (by) => {
  for (const x of await step(by)) i += x;
}));
log("i", i);
`,
    },
    { checkpoints: "off" },
  );
  expect(await verdicts(project, ["size", "kept", "last", "doubled", 'doubled.join(" ")', "item"])).toEqual({
    size: shared("groups"),
    kept: shared("list"),
    last: shared("state"),
    doubled: "verified",
    'doubled.join(" ")': "verified",
    item: "verified",
  });
});

it("takes async functions that wait for each other, async generators and callbacks that are waited for as one activity", async () => {
  const project = await recordedProject(
    {
      "src/main.ts": `import { log } from "hindlog";
let order = 0;
async function* items(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    await null;
    order++;
    log("made", order); //+
    yield order;
  }
}
async function step(by: number): Promise<number> {
  await null;
  order += by;
  log("stepped", order); //+
  return order;
}
for (let round = 0; round < 2; round++) {
  await new Promise<void>((done) => setTimeout(() => {
    order++;
    log("called", order); //+
    done();
  }, 1));
  for await (const item of items(2)) log("sum", item + (await step(item)));
}
`,
    },
    { checkpoints: "off" },
  );
  expect(await verdicts(project, ["called", "made", "stepped"])).toEqual({ called: "verified", made: "verified", stepped: "verified" });
});

it("knows callbacks that may come in another order, and those that nothing else is waited for beside", async () => {
  const shared = (name: string): string => SHARED.replace("(order)", `(${name})`);
  const text = (before: string, after: string): string => `import { log } from "hindlog";
import { EventEmitter } from "node:events";
import { readFile } from "node:fs";
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
let done = 0;
let alone = 0;
const events = new EventEmitter();
events.on("step", (step: number) => {
  alone += step;
  log("heard", alone + 1); //+
});
${before}
for (let i = 0; i < 5; i++) {
  await wait(5);
  done++;
  events.emit("step", i);
  log("i", i);
}
${after}
readFile("package.json", "utf8", (error, text) => {
  alone += text.length - text.length;
  log("read", alone); //+
});
`;
  const said = async (before: string, after: string): Promise<Record<string, string>> => {
    const project = await recordedProject({ "src/main.ts": text(before, after) }, { checkpoints: "off" });
    return await verdicts(project, ["heard", "read", ...(before === "" ? [] : ["progress", "fixed"])]);
  };
  const interval = `const timer = setInterval(() => {
  log("progress", done); //+
  log("fixed", 5 * 2); //+
}, 2);`;
  expect(await said("", "")).toEqual({ heard: "verified", read: "verified" });
  expect(await said(interval, "clearInterval(timer);")).toEqual({
    heard: shared("alone"),
    read: shared("alone"),
    progress: shared("done"),
    fixed: "unverifiable: it runs until something stops it: runs do not keep how often it came to it",
  });
});

/** By name: the verdict of its values, and why. */
async function verdicts(project: Parameters<typeof backfill>[0], names: readonly string[]): Promise<Record<string, string>> {
  const { cells, refused } = await backfill(project, { targets: names });
  expect(refused).toEqual([]);
  const said = (name: string): string =>
    [...new Set(cells.filter((cell) => cell.name === name).map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${reason}`)))].join();
  return Object.fromEntries(names.map((name) => [name, said(name)]));
}
