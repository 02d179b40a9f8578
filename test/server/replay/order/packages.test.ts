/** Packages that wait by themselves: what a single activity waits for comes when it comes; what goes on beside it may have come at any time. */
import { expect, it } from "vitest";
import { verdicts } from "./timer-programs.ts";

const LIB = `
const fs = require("node:fs");
const zlib = require("node:zlib");
const { promisify } = require("node:util");
const EMPTY = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const read = () => fs.promises.readFile(__filename, "utf8");
const compile = () => WebAssembly.compile(EMPTY);
const compress = () => promisify(zlib.gzip)("x");
const ask = () => new Promise((done) => fs.stat(__filename, done));
const waits = { read, compile, compress, ask };
exports.step = async (kinds, i) => {
  for (const kind of kinds) await waits[kind]();
  return i + 1;
};
exports.beat = async (kind, f) => {
  for (let i = 0; i < 6; i++) {
    await waits[kind]();
    f();
  }
};
`;

const text = (kinds: readonly string[], beside: string): string => `
import lib from "lib";
let total = 0;
let beats = 0;
async function train(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    total += await lib.step(${JSON.stringify(kinds)}, i);
    log("total", total); //+
    log("beats", beats); //+
    log("i", i);
  }
}
${beside}
await train();
`;

const packages = { "node_modules/lib/package.json": '{ "name": "lib", "version": "1.0.0", "main": "index.js" }', "node_modules/lib/index.js": LIB };

it("takes for known what a package gives that reads files and compiles before it does", async () => {
  expect(await verdicts(text(["read", "compile", "ask", "compile"], ""), ["total", "beats"], packages)).toEqual({ total: "verified", beats: "verified" });
});

it.each([
  ["read", "read"],
  ["compile", "compile"],
  ["compile", "compress"],
  ["compress", "compile"],
  ["compress", "compress"],
])("does not take for known what a package changes beside the activity that waits (%s, %s)", async (kind, beside) => {
  const found = await verdicts(text([kind, kind], `void lib.beat("${beside}", () => beats++);`), ["total", "beats"], packages);
  expect(found["beats"]).toBe("unverifiable: beats");
});
