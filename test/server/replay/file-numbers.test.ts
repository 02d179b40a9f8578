/** Programs that keep the numbers of the files that they opened. */
import { expect, it } from "vitest";
import { backfill, byHand, executedOf, recordedProject, rowsOf, type Recording } from "./recorded-project.ts";

const ALL = Array.from({ length: 12 }, (_, epoch) => epoch);
const LAST = [9, 10, 11];

const program = (open: string, each: string): string => `import * as fs from "node:fs";
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { log } from "hindlog";
const held: { number: number } = { number: ${open} };
let sum = 0;
log("began", held.number);
for (let epoch = 0; epoch < 12; epoch++) {
  sum += Math.random();
  ${each}
  if (epoch < 2) console.log("epoch", epoch);
  log("half", sum / 2); //+
  log("number", held.number); //+
}
log("ended", held.number);
`;

const APPENDED = program(`openSync("log.txt", "a")`, `writeSync(held.number, String(sum));`);

it.each<[string, Recording, number[]]>([
  ["executed", { checkpoints: "off" }, ALL],
  ["restored", { checkpoints: "all" }, LAST],
])("a file has the number of the past run: %s", async (_, recording, executed) => {
  const project = await recordedProject({ "src/main.ts": APPENDED }, recording);
  const result = await backfill(project, { targets: ["half", "number"], where: "epoch > 8" });
  expect(result.refused).toEqual([]);
  expect([...new Set(result.cells.map(({ verdict }) => verdict))]).toEqual(["verified"]);
  expect(rowsOf(result, "half")).toEqual((await byHand({ "src/main.ts": APPENDED }, "half")).slice(-3));
  expect(executedOf(result)).toEqual({ "#0.0": executed });
});

it.each<[string, string]>([
  [
    "what was written into it is read",
    `log("read", (() => { const bytes = Buffer.alloc(4); readSync(held.number, bytes, 0, 4, 0); return bytes.toString(); })()); //+`,
  ],
  ["its size is asked for", `log("read", fstatSync(held.number).size); //+`],
])("where %s behind a jump, everything is executed instead", async (_, reads) => {
  const text = program(`openSync("data.bin", constants.O_RDWR | constants.O_CREAT)`, `writeSync(held.number, \`\${sum}\`.slice(0, 4), epoch * 4);\n  ${reads}`);
  const project = await recordedProject({ "src/main.ts": text });
  const result = await backfill(project, { targets: ["read"], where: "epoch > 8" });
  expect(result.cells.map(({ verdict }) => verdict)).toEqual(["verified", "verified", "verified"]);
  expect(rowsOf(result, "read")).toEqual((await byHand({ "src/main.ts": text }, "read")).slice(-3));
  expect(executedOf(result)).toEqual({ "#0.0": ALL });
});

it("behind a file that the loop closed nothing is restored", async () => {
  const each = `let written = 0;
  if (epoch === 5) closeSync(held.number);
  try { written = writeSync(held.number, "x"); } catch {}
  log("written", written); //+`;
  const text = program(`openSync("0.txt", "a")`, each);
  const project = await recordedProject({ "src/main.ts": text });
  const result = await backfill(project, { targets: ["written"], where: "epoch > 8" });
  expect(result.cells.map(({ verdict, value }) => [verdict, value])).toEqual(Array.from({ length: 3 }, () => ["verified", 0]));
  expect(executedOf(result)).toEqual({ "#0.0": ALL });
});

it("a number that the replay cannot give makes values that may come from it unverifiable", async () => {
  // The replay has fewer files of its own open, so others of the program, which are not told of, may have the number.
  const text = program(
    `openSync("0.txt", "a")`,
    `if (epoch === 0) {
    const open = fs["openSync" as "openSync"];
    const others = Array.from({ length: 40 }, (_, at) => open(\`\${at}.txt\`, "a"));
    closeSync(others[0]!);
    held.number = openSync("1.txt", "a");
  }`,
  ).replace(/^log\(.*$/gm, "");
  const project = await recordedProject({ "src/main.ts": text }, { checkpoints: "off" });
  const { cells } = await backfill(project, { targets: ["number"] });
  expect([...new Set(cells.map(({ reason }) => reason))]).toEqual([
    "it may come from the past number of an open file, which the replay asked for and did not get",
  ]);
});
