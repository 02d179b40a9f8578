import ts from "typescript";
import type { Terminals } from "../../../../runtime/format/run.ts";
import { describe, expect, it } from "vitest";
import { graphOf } from "../../../../server/replay/calls/reach.ts";
import { findUnrecorded } from "../../../../server/replay/values/unrecorded.ts";
import { backfill, recordedProject } from "../recorded-project.ts";

/** `@…@` is the inserted log call. */
function why(text: string, others: Record<string, string> = {}, { wraps = false, terminals }: Partial<Told> = {}): string | undefined {
  const [start, end] = [text.indexOf("@"), text.lastIndexOf("@") - 1];
  const modules = Object.entries({ "a.ts": text.replaceAll("@", ""), ...others }).map(([path, one]) => ({ path, text: one }));
  return findUnrecorded(ts, graphOf(ts, modules), { targets: [{ module: "a.ts", start, end, statement: -1, wraps }], terminals }).get("a.ts#-1");
}

/** Whether it is around an expression of the program's own, and what the run tells of its terminals. */
interface Told {
  readonly wraps: boolean;
  readonly terminals: Terminals;
}

describe("what an inserted statement reads that the past run did not keep", () => {
  it("is a clock, a random number, a file or the environment, in it or in what it calls", () => {
    expect(why(`for (;;) { @log("x", Date.now() - began)@; }`)).toMatch(/clock/);
    expect(why(`for (;;) { @log("x", new Date().toISOString())@; }`)).toMatch(/clock/);
    expect(why(`const elapsed = () => performance.now() - began; for (;;) { @log("x", elapsed())@; }`)).toMatch(/clock/);
    expect(
      why(`import { took } from "./b.js"; for (;;) { @log("x", took())@; }`, {
        "b.ts": "export function took() { return at(); } function at() { return Date.now(); }",
      }),
    ).toMatch(/clock/);
    expect(why(`for (;;) { @log("x", Math.random())@; }`)).toMatch(/random/);
    expect(why(`import { readFileSync as read } from "node:fs"; import fs from "fs"; for (;;) { @log("x", fs.readFileSync("f", "utf8"))@; }`)).toMatch(/files/);
    expect(why(`for (;;) { @log("x", process.env["HOME"])@; }`)).toMatch(/environment/);
    expect(why(`for (;;) { @log("x", bytes.byteOffset)@; }`)).toMatch(/where in memory/);
    expect(why(`for (;;) { @log("x", new Float32Array(bytes.buffer, bytes.byteOffset, 2))@; }`)).toBeUndefined();
  });

  it("is what the process and the machine were, wherever the program asked", () => {
    expect(why(`for (;;) { @log("x", process.memoryUsage().heapUsed)@; }`)).toMatch(/process\.memoryUsage/);
    expect(why(`for (;;) { const used = process.memoryUsage(); const x = used.rss; @log("x", x)@; }`)).toMatch(/process\.memoryUsage/);
    expect(why(`import { loadavg } from "node:os"; function f() { return loadavg()[0]; } for (;;) { const x = f(); @log("x", x)@; }`)).toMatch(/os\.loadavg/);
    expect(why(`import { randomInt } from "node:crypto"; for (;;) { const x = randomInt(9); @log("x", x)@; }`)).toMatch(/crypto\.randomInt/);
    expect(why(`const os = require("os"); for (;;) { @log("x", os.freemem())@; }`)).toMatch(/os\.freemem/);
    expect(why(`import os from "os"; const shards = os.availableParallelism(); for (;;) { @log("x", i % shards)@; }`)).toMatch(/os\.availableParallelism/);
    expect(why(`const shards = navigator.hardwareConcurrency; for (;;) { @log("x", i % shards)@; }`)).toMatch(/hardwareConcurrency/);
    expect(why(`const file = await open("x"); const number = file.fd; for (;;) { @log("x", number)@; }`)).toMatch(/number of an open file/);
    for (const asked of ["sign(null, data, key)", "createSign('sha256').update(x).sign(key)", "createECDH('p').generateKeys()", "generatePrimeSync(32)"])
      expect(
        why(`import { sign, createSign, createECDH, generatePrimeSync } from "node:crypto"; const made = ${asked}; for (;;) { @log("x", made)@; }`),
      ).toMatch(/crypto\./);
    for (const subtle of ["crypto.subtle", "webcrypto.subtle", "subtle"])
      expect(why(`import { webcrypto, subtle } from "crypto"; const key = await ${subtle}.generateKey(x); for (;;) { @log("x", key)@; }`)).toMatch(/subtle/);
    expect(
      why(`import { subtle, createHash } from "crypto"; const hash = await subtle.digest(x); for (;;) { @log("x", hash + createHash("x"))@; }`),
    ).toBeUndefined();
    expect(why(`import { statSync } from "fs"; const at = statSync("f").mtimeMs; for (;;) { @log("x", now - at)@; }`)).toMatch(/time of a file/);
    expect(why(`import { statSync } from "fs"; const at = statSync("f").mtime.getTime(); for (;;) { @log("x", now - at)@; }`)).toMatch(/time of a file/);
    expect(why(`import { statSync } from "fs"; const { ino: id } = statSync("f"); for (;;) { @log("x", id)@; }`)).toMatch(/\(ino\)/);
    expect(why(`import { statSync } from "fs"; const { size } = statSync("f"); for (;;) { @log("x", size)@; }`)).toBeUndefined();
    expect(why(`const note = { mtime: 1 }; for (;;) { @log("x", note.mtime)@; }`)).toBeUndefined();
    expect(why(`this.fd = openSync("x", "a"); for (;;) { @log("x", this.fd)@; }`)).toBeUndefined();
    expect(why(`const { freemem: free, EOL } = require("node:os"); for (;;) { @log("x", free())@; }`)).toMatch(/os\.freemem/);
    expect(why(`for (;;) { const x = require("os").freemem(); @log("x", x)@; }`)).toMatch(/os\.freemem/);
    expect(why(`const { freemem: free, EOL } = require("node:os"); for (;;) { @log("x", EOL)@; }`)).toBeUndefined();
    expect(why(`const width = process.stdout.columns ?? 80; for (;;) { @log("x", width)@; }`)).toMatch(/process\.stdout\.columns/);
    expect(why(`const { rows: height = 24 } = process.stdout; for (;;) { @log("x", height)@; }`)).toMatch(/process\.stdout\.rows/);
    expect(why(`for (;;) { if (process.stderr.isTTY) x = 2; @log("x", x)@; }`)).toMatch(/process\.stderr\.isTTY/);
    expect(why(`import * as v8 from "v8"; for (;;) { @log("x", v8.getHeapStatistics())@; }`)).toMatch(/v8\.getHeapStatistics/);
  });

  it("is of a terminal what may change: where a stream was none, there is nothing to keep", () => {
    const width = `const width = process.stdout.columns ?? 80; for (;;) { @log("x", width)@; }`;
    const kind = `for (;;) { if (process.stderr.isTTY) x = 2; @log("x", x)@; }`;
    const piped = { terminals: { stdin: null, stdout: null, stderr: null } };
    const shown = { terminals: { stdin: {}, stdout: { columns: 80, rows: 24 }, stderr: { columns: 80, rows: 24 } } };
    expect([width, kind].map((text) => why(text, {}, piped))).toEqual([undefined, undefined]);
    expect(why(kind, {}, shown)).toBeUndefined();
    expect(why(width, {}, shown)).toMatch(/process\.stdout\.columns/);
    const input = `for (;;) { if (process.stdin.isTTY) x = 2; @log("x", x)@; }`;
    expect(why(input, {}, piped)).toBeUndefined();
    expect(why(input, {}, shown)).toMatch(/process\.stdin\.isTTY/);
  });

  it("is not what the program read itself, for that was kept, nor what has nothing to do with the value", () => {
    expect(why(`for (;;) { const now = Date.now(); @log("x", now)@; }`)).toBeUndefined();
    expect(why(`for (;;) { const x = Math.random(); @log("x", x)@; }`)).toBeUndefined();
    expect(why(`for (;;) { const x = @log("x", Date.now())@; }`, {}, { wraps: true })).toBeUndefined();
    expect(why(`import fs from "fs"; for (;;) { fs.appendFileSync(out, "a"); @log("x", fs.readFileSync(out))@; }`)).toBeUndefined();
    expect(why(`for (;;) { const x = 1; console.log(process.memoryUsage()); @log("x", x)@; }`)).toBeUndefined();
    expect(why(`import os from "os"; for (;;) { @log("x", a + os.EOL)@; }`)).toBeUndefined();
    expect(why(`for (;;) { @log("x", new Date(stamp))@; }`)).toBeUndefined();
  });
});

it("is not called verified", async () => {
  const project = await recordedProject({
    "src/main.ts": `import { log } from "hindlog";
let total = 0;
for (let step = 0; step < 3; step++) {
  const began = Date.now();
  total += step;
  log("began", began); //+
  log("took", Date.now() - began); //+
  log("memory", process.memoryUsage().rss); //+
  log("total", total);
}
`,
  });
  const { cells } = await backfill(project, { targets: ["began", "took", "memory"] });
  const verdicts = Object.fromEntries(cells.map(({ name, verdict, reason }) => [name, `${verdict}: ${reason}`]));
  expect(verdicts["began"]).toMatch(/^verified/);
  expect(verdicts["took"]).toMatch(/^unverifiable: the statement reads a clock/);
  expect(verdicts["memory"]).toMatch(/^unverifiable: process.memoryUsage is not kept/);
});

it("has the evidence of what a program writes itself, where it logs nothing", async () => {
  const text = `
let loss = 1;
for (let epoch = 0; epoch < 3; epoch++) {
  loss *= 0.5 + Math.random() / 10;
  process.stdout.write(\`\${epoch}: \${loss.toFixed(3)}\\n\`);
  console.log("half", loss / 2); //+
}
`;
  const project = await recordedProject({ "src/main.ts": text }, { checkpoints: "off" });
  const { cells } = await backfill(project, { targets: ["half"] });
  expect(cells.map(({ verdict }) => verdict)).toEqual(["verified", "verified", "verified"]);
});
