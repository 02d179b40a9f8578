/** What a run was told by the world is told again to a replay, in the same order, and nobody is asked. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { makeProject, type Files } from "../../programs/support/project.ts";
import { backfill, recordedProject, recordRun, rowsByHand, rowsOf, versions, type Recording } from "./recorded-project.ts";

const QUICK: Recording = { checkpoints: "off" };

/** Answers by what it is asked, after as many milliseconds as it is asked for. `asked` counts. */
async function startServer(): Promise<{ url: string; asked: () => number; stop: () => Promise<void> }> {
  let count = 0;
  const server: Server = createServer((request, response) => {
    count++;
    const { pathname, searchParams } = new URL(request.url!, "http://x");
    let body = "";
    request.on("data", (piece) => (body += String(piece)));
    request.on("end", () => {
      if (pathname === "/gone") return void response.destroy();
      if (pathname === "/empty") return void response.writeHead(204, "Nothing").end();
      if (pathname === "/from") return void response.writeHead(302, { location: "/to" }).end();
      if (pathname === "/pieces") {
        response.write("one,");
        return void setTimeout(() => response.end("two"), 30);
      }
      const answer = (): void =>
        void response
          .writeHead(pathname === "/bad" ? 500 : 200, { "content-type": "application/json", "x-mark": "1" })
          .end(JSON.stringify({ path: pathname, text: `${pathname} ${body}` }));
      setTimeout(answer, Number(searchParams.get("ms") ?? 0));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const stop = (): Promise<void> => new Promise((done) => (server.close(() => done()), server.closeAllConnections()));
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => count, stop };
}

function valuesOf(rows: readonly unknown[], name: string): unknown[] {
  return rows.map((row) => (row as Record<string, unknown>)[name]);
}

/** Records, stops the server, backfills: all values are verified and those that the program gives by hand. */
async function expectByHand(files: (url: string) => Files, names: readonly string[], recording: Recording): Promise<void> {
  const server = await startServer();
  const newest = Object.fromEntries(Object.entries(files(server.url)).map(([path, text]) => [path, versions(text).newest]));
  const hand = makeProject(newest);
  await recordRun(hand, { ...recording, checkpoints: "off" });
  const project = await recordedProject(files(server.url), recording);
  await server.stop();
  const result = await backfill(project, { targets: names });
  expect(result.refused).toEqual([]);
  for (const name of names)
    expect({ name, values: valuesOf(rowsOf(result, name), name) }).toEqual({ name, values: valuesOf(await rowsByHand(hand, name), name) });
  expect(result.cells.filter((cell) => cell.verdict !== "verified").map(({ name, verdict, reason }) => ({ name, verdict, reason }))).toEqual([]);
}

const asking = (url: string): Files => ({
  "node_modules/sdk/package.json": '{"name":"sdk","type":"module","exports":"./index.js"}',
  "node_modules/sdk/index.js": 'export const complete = async (url, text) => (await (await fetch(url, { method: "POST", body: text })).json()).text;',
  "src/main.ts": `import { log } from "hindlog";
import { complete } from "sdk";
const url = "${url}";
let total = 0;
for (let i = 0; i < 3; i++) {
  const response = await fetch(\`\${url}/ask?key=secret\`, { method: "POST", body: JSON.stringify({ i }) });
  const { text } = await response.json();
  total += text.length;
  log("total", total);
  log("text", text); //+
  log("mark", [response.status, response.ok, response.url === \`\${url}/ask?key=secret\`, response.headers.get("x-mark"), response.type, response.bodyUsed]); //+
  let pieces = "";
  for await (const piece of (await fetch(url + "/pieces")).body!) pieces += Buffer.from(piece).toString();
  log("pieces", pieces); //+
  const bad = await fetch(new URL(url + "/bad"));
  const copy = bad.clone();
  const blob = await bad.blob();
  const copied = await copy.text();
  log("bad", [bad.status, blob.size, copied.length, copy.status]); //+
  const empty = await fetch(new Request(url + "/empty"));
  const nothing = await empty.text();
  log("empty", [empty.status, empty.statusText, empty.body, nothing]); //+
  const moved = await fetch(url + "/from?ms=1");
  log("moved", [moved.redirected, new URL(moved.url).pathname]); //+
  const failed = await fetch(url + "/gone").catch((error: Error) => \`\${error.name} \${error.message} \${(error.cause as Error).message}\`);
  log("failed", failed); //+
  log("completed", await complete(url + "/sdk", "q" + i));
  const last = await complete(url + "/sdk", "q");
  log("last", last); //+
}
`,
});

it("answers of servers, asked by the program or by packages", async () => {
  await expectByHand(asking, ["text", "mark", "pieces", "bad", "empty", "moved", "failed", "last"], QUICK);
});

/** Three workers, whose answers come in an order that only the world knows. */
const racing = (url: string): Files => ({
  "src/main.ts": `import { log } from "hindlog";
const queue = [120, 40, 80, 10, 60, 30, 90].map((ms, place) => ({ ms, place }));
const order: number[] = [];
const seen = new Map<string, number>();
async function work(name: string): Promise<void> {
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
    const answer = await (await fetch(\`${url}/task/\${task.place}?ms=\${4 * task.ms}\`)).json();
    order.push(task.place);
    seen.set(name, (seen.get(name) ?? 0) + answer.path.length);
    log("done", order.join("") + name); //+
    process.stdout.write(order.join("") + name + " ");
  }
}
await Promise.all(["a", "b", "c"].map(work));
log("tasks", order.length);
log("order", order.join("")); //+
log("seen", [...seen].join()); //+
process.stdout.write(\`\${order.join("")} \${[...seen].join()}\`);
`,
});

it("goes on in the order in which answers came", async () => {
  const server = await startServer();
  const { past, newest } = versions(racing(server.url)["src/main.ts"]!);
  const project = makeProject({ "src/main.ts": past });
  // By hand the answers may come in another order: the run itself tells, by a way that is no history.
  const { stdout } = await project.hindlog(["run", "src/main.ts"]);
  await server.stop();
  project.write({ "src/main.ts": newest });
  const result = await backfill(project, { targets: ["done", "order", "seen"] });
  expect(result.cells.map(({ verdict, reason }) => reason ?? verdict)).toEqual(result.cells.map(() => "verified"));
  const said = (name: string): unknown[] => valuesOf(rowsOf(result, name), name);
  expect(`${said("done").join(" ")} ${said("order").join()} ${said("seen").join()}`).toBe(stdout);
});

/** Timers between effects; the waiting is left out. What is unsure of when timers are due is what a slow machine computes meanwhile, twice: so they are far apart. */
const timed = (): Files => ({
  "src/main.ts": `import { effect, log } from "hindlog";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
const ask = (name: string, ms: number): Promise<string> => effect(name, () => new Promise((done) => setTimeout(done, ms, name + ms)));
let ticks = 0;
const every = setInterval(() => ticks++, 40_000);
let isLate = false;
setTimeout(() => (isLate = true), 6300);
const winners: string[] = [];
for (let i = 0; i < 4; i++) {
  const rival = [() => wait(3600, "wait"), () => promisify(setTimeout)(3600, "promisified"), () => new Promise<string>((done) => setTimeout(done, 3600, "timeout"))][i % 3]!;
  winners.push(await Promise.race([ask("slow", 1800 + 3600 * (i % 2)), rival()]));
  log("i", i);
}
clearInterval(every);
log("count", winners.length);
log("winners", winners.join()); //+
log("late", isLate); //+
log("ticks", ticks); //+
`,
});

it("keeps effects and timers in order", async () => {
  await expectByHand(timed, ["winners", "late"], QUICK);
});

/** Everything that effects give, from checkpoints too. */
const giving = (): Files => ({
  "src/main.ts": `import { effect, log } from "hindlog";
import { readFileSync } from "node:fs";
let sum = 0;
const found: unknown[] = [];
for (let i = 0; i < 6; i++) {
  const data = effect(\`data \${i}\`, () => ({ text: "x".repeat(i), at: new Date(i), bytes: Buffer.from([i]), chance: Math.floor(Math.random() * 0) }));
  let failed = "";
  try {
    effect("fails", () => {
      throw Object.assign(new RangeError("no " + i), { code: "E" + i });
    });
  } catch (error) {
    failed = \`\${error instanceof RangeError} \${(error as Error & { code: string }).code}\`;
  }
  const soon = await effect("soon", async () => i * 2);
  const later = await effect("later", () => new Promise<Map<string, number>>((done) => setTimeout(() => done(new Map([["i", i]])), 3)));
  const pair = await Promise.allSettled([effect("inner", async () => effect("deep", () => i)), effect("rejects", () => Promise.reject(new Error("late " + i)))]);
  sum += data.text.length + soon + later.get("i")! + Math.floor(Math.random() * 100);
  found.push(later);
  log("sum", sum);
  for (let k = 0; k < 3; k++) sum += k;
  log("data", [data.text, data.at.getTime(), data.bytes.toString("hex"), failed, soon, later.size]); //+
  log("pair", JSON.stringify(pair.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason))))); //+
  log("drawn", Math.random()); //+
}
`,
});

it("gives what effects gave and threw", async () => {
  await expectByHand(giving, ["data", "pair"], QUICK);
  await expectByHand(giving, ["data", "pair"], { checkpoints: "all" });
});

/** What the work of an effect logs and enters, a replay does not. */
const working = (): Files => ({
  "src/main.ts": `import { effect, log } from "hindlog";
async function tries(by: number): Promise<number> {
  let sum = 0;
  for (let attempt = 0; attempt < 3; attempt++) {
    await null;
    sum += by;
    log("sum", sum);
  }
  return sum;
}
let total = 0;
for (let i = 0; i < 4; i++) {
  const inside = await effect(\`tries \${i}\`, async () => {
    console.log("asking", i);
    return await tries(i);
  });
  const outside = await tries(10 * i);
  total += inside + outside;
  log("total", total);
  log("both", [inside, outside]); //+
}
log("end", effect("end", () => tries.length));
`,
});

it("does not miss what the work of an effect has logged", async () => {
  await expectByHand(working, ["both"], QUICK);
  await expectByHand(working, ["both"], { checkpoints: "all" });
});

/** Effects in effects, what their work draws, timers that nothing holds, that are set anew, and that were waiting while time is left out. */
const intricate = (): Files => ({
  "src/main.ts": `import { effect, log } from "hindlog";
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
let isLate = false;
let hasFired = false;
let beats = 0;
setTimeout(() => (isLate = true), 3600);
setInterval(() => beats++, 1450).unref();
const timer = setTimeout(() => (hasFired = true), 2100);
for (let i = 0; i < 3; i++) {
  const asked = await effect("ask", async () => {
    await wait(5 + Math.random());
    return (await effect("deep", async () => i)) + Date.now() * 0;
  });
  const deep = await effect("deep", async () => 10 + i);
  await effect("pause", () => wait(900));
  timer.refresh();
  log("i", i);
  log("asked", [asked, deep]); //+
  const chance = Math.random();
  log("chance", chance); //+
}
clearTimeout(timer);
await wait(2100);
log("count", 3);
log("late", isLate); //+
log("fired", hasFired); //+
log("beats", beats); //+
`,
});

it("gives what programs get that use effects within effects, chance within them, and timers of all kinds beside them", async () => {
  await expectByHand(intricate, ["asked", "chance", "late", "fired", "beats"], QUICK);
});

it("keeps what is too large, too deep or of no plain kind away from the program", async () => {
  const text = `import { effect } from "hindlog";
let deep: unknown = null;
for (let i = 0; i < 200000; i++) deep = { deep };
const endless = Object.assign(new Error("endless"), { cause: {} });
endless.cause = endless;
console.log(effect("deep", () => deep) === deep, effect("large", () => "x".repeat(2 ** 25)).length);
try { effect("endless", () => { throw endless; }); } catch (error) { console.log(error === endless); }
console.log(String(await fetch(Object.create(null)).catch((error) => error.name)));
`;
  const project = makeProject({ "src/main.ts": text });
  const { stdout, stderr, status } = await project.hindlog(["run", "src/main.ts"]);
  expect({ stdout, stderr, status }).toEqual({ stdout: "true 33554432\ntrue\nTypeError\n", stderr: "", status: 0 });
});

it("does not take an order for known that something else has made", async () => {
  const text = (race: string): string => `import { effect, log } from "hindlog";
import { readFile } from "node:fs/promises";
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const order: string[] = [];
await Promise.all(["a", "b"].map(async (name) => {
  ${race}
  order.push(name);
  await effect("ask " + name, () => wait(300));
  log("order", order.join()); //+
  log("name", name + 1); //+
}));
log("count", order.length);
void readFile;
`;
  for (const race of ['await wait(name === "a" ? 25 : 20);', 'await readFile("package.json");', "await new Promise((done) => setImmediate(done));"]) {
    const { cells } = await backfill(await recordedProject({ "src/main.ts": text(race) }, QUICK), { targets: ["order", "name"] });
    const said = cells.map(({ name, verdict }) => `${name} ${verdict}`).sort();
    expect({ race, said }).toEqual({ race, said: ["name verified", "name verified", "order unverifiable", "order unverifiable"] });
  }
});

it("does not give what activities asked for by one name, where they may have asked in another order", async () => {
  const text = `import { effect, log } from "hindlog";
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
await effect("before", () => wait(20));
const found = await Promise.all([0, 1].map(async (by) => {
  await wait(22 - 2 * by);
  return await effect("ask", async () => by + 10);
}));
log("count", found.length);
log("found", found.join()); //+
`;
  const { cells, refused } = await backfill(await recordedProject({ "src/main.ts": text }, QUICK), { targets: ["found"] });
  expect(cells.filter((cell) => cell.verdict === "verified")).toEqual([]);
  expect(refused.map((one) => one.reason).join()).toMatch(/several activities ask for an effect "ask".*names of their own/);
});

it("says that a replay does not come to a statement in the work of an effect", async () => {
  const text = `import { effect, log } from "hindlog";
for (let i = 0; i < 2; i++) {
  const asked = await effect("ask", async () => {
    log("inside", i); //+
    return i;
  });
  log("asked", asked);
}
`;
  const { cells, refused } = await backfill(await recordedProject({ "src/main.ts": text }, QUICK), { targets: ["inside"] });
  expect(cells).toEqual([]);
  expect(refused.map((one) => one.reason)).toEqual([
    "the statement stands in the work of an effect, which a replay does not do again: log what the effect gives",
  ]);
});

it("tells what was not kept, asked otherwise, or is new", async () => {
  const text = `import { effect, log } from "hindlog";
class Answer { text = "a"; }
for (let i = 0; i < 2; i++) {
  log("i", i);
  log("before", i + 1); //+
  const answer = effect("ask", () => new Answer());
  log("text", answer.text); //+
}
`;
  const project = await recordedProject({ "src/main.ts": text }, QUICK);
  const { cells, refused } = await backfill(project, { targets: ["before", "text"] });
  expect(cells.map(({ name, verdict, value }) => ({ name, verdict, value }))).toEqual([{ name: "before", verdict: "verified", value: 1 }]);
  const why = 'what the effect "ask" gave was not kept: an instance of Answer cannot be given again; let the effect return plain data';
  expect(new Set(refused.map((one) => one.reason))).toEqual(new Set([why]));
});

it("a program asks the same and prints the same, plain and recorded, and nobody is asked by a replay", async () => {
  const server = await startServer();
  const looking = `const url = "${server.url}";
const response = await fetch(url + "/ask", { method: "POST", body: "b" });
console.log(Object.keys(response), response instanceof Response, String(response), response.bodyUsed, response.body instanceof ReadableStream);
console.log(fetch.name, fetch.length, Object.getOwnPropertyDescriptor(globalThis, "fetch").enumerable);
console.log(await response.text(), response.bodyUsed, await response.text().catch(String));
const reader = (await fetch(url + "/pieces")).body.getReader({ mode: "byob" });
console.log(Buffer.from((await reader.read(new Uint8Array(2))).value).toString());
await reader.cancel("enough");
const stopped = new AbortController();
const slow = fetch(url + "/slow?ms=5000", { signal: stopped.signal }).catch((error) => console.log(error.name, error.message, error instanceof DOMException));
stopped.abort();
await slow;
console.log(await fetch("no url").catch(String), await (await fetch("data:text/plain,hi")).text());
console.log((await (await fetch(url + "/f", { method: "POST", body: new URLSearchParams({ a: "1" }) })).json()).text);
try { (await fetch(url + "/ask")).headers.set("a", "b"); } catch (error) { console.log(String(error)); }
fetch(url + "/gone");
process.on("unhandledRejection", (error) => console.log("unhandled", error.message, error.cause?.message));
`;
  const project = makeProject({ "src/main.mjs": looking });
  const plain = await project.run(process.execPath, ["src/main.mjs"]);
  const before = server.asked();
  const recorded = await project.hindlog(["run", "src/main.mjs"]);
  expect({ stdout: recorded.stdout, stderr: recorded.stderr, status: recorded.status }).toEqual({ stdout: plain.stdout, stderr: plain.stderr, status: 0 });
  expect(server.asked()).toBe(2 * before);
  project.write({ "src/main.mjs": looking.replace("await slow;", 'await slow;\nconsole.log("added", url.length);') });
  const { cells } = await backfill(project, { targets: ["added"] });
  expect(cells.map(({ verdict, reason, value }) => ({ verdict, reason, value }))).toEqual([
    { verdict: "verified", reason: undefined, value: server.url.length },
  ]);
  expect(server.asked()).toBe(2 * before);
});
