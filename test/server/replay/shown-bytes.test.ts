/** Buffers that see a part of the memory that Node made for them: what chance has put into the rest is no state, but what the program can come to is. */
import { expect, it } from "vitest";
import { backfill, byHand, executedOf, recordedProject, rowsOf } from "./recorded-project.ts";

const program = (set: string, each: string): string => `import { deflateSync, gunzipSync, gzipSync } from "node:zlib";
import { log } from "hindlog";
let sum = 0;
${set}
for (let epoch = 0; epoch < 12; epoch++) {
  sum += Math.random();
  ${each}
  if (epoch < 2) console.log("epoch", epoch);
  log("half", sum / 2); //+
  log("shown", shown()); //+
}
`;

const COMPRESSED = program(
  `let last = gzipSync("start");
const kept: Buffer[] = [];
const all = gzipSync("more than the views of it together show");
const views = [all.subarray(2, 9), all.subarray(5, 12)];
const shown = (): string => [last, ...kept, ...views].map((bytes) => bytes.toString("hex")).join(" ");`,
  `last = gzipSync(\`\${sum} \${last.length}\`);
  kept.push(deflateSync(String(sum)));
  views[0]![4]!++;
  views[1]![4] = epoch;
  if (epoch === 5) {
    const text = gunzipSync(gzipSync("ab".repeat(100)));
    views.splice(0, 2, text.subarray(2, 50), text.subarray(20, 60));
  }`,
);

const TAKEN = program(
  `const bytes = Buffer.from(new ArrayBuffer(64), 8, 16);
const memory = (): Uint8Array => new Uint8Array(bytes.buffer);
const shown = (): string => memory().join();`,
  `memory()[40] = epoch;
  if (epoch % 2 === 0) memory()[41]!++;`,
);

const UNWRITTEN = program(
  `import { Buffer as Bytes } from "node:buffer";
const [scratch, small, slow] = [Buffer.allocUnsafe(6000), Bytes.allocUnsafe(100), Buffer.allocUnsafeSlow(5000)];
const shown = (): string => [scratch, small, slow].map((bytes) => bytes.toString("hex")).join(" ");`,
  `scratch.writeDoubleLE(sum, epoch * 8);
  small[epoch] = epoch;
  slow[epoch] = epoch;`,
);

const NAMED = program(
  `const first = { bytes: Buffer.alloc(0) };
const last = { deeper: { memory: new ArrayBuffer(64) } };
first.bytes = Buffer.from(last.deeper.memory, 8, 16);
const shown = (): string => new Uint8Array(last.deeper.memory).join();`,
  `new Uint8Array(last.deeper.memory)[40] = epoch;
  if (epoch % 2 === 0) new Uint8Array(last.deeper.memory)[41]!++;`,
);

it.each<[string, string]>([
  ["what was compressed", COMPRESSED],
  ["what was allocated as it was", UNWRITTEN],
  ["memory that the program takes from a view", TAKEN],
  ["memory that the program has beside a view", NAMED],
])("is as it was behind a jump: %s", async (_, text) => {
  const project = await recordedProject({ "src/main.ts": text });
  const result = await backfill(project, { targets: ["half", "shown"], where: "epoch > 8" });
  expect(result.refused).toEqual([]);
  expect(result.cells.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => "verified"));
  for (const name of ["half", "shown"]) expect(rowsOf(result, name)).toEqual((await byHand({ "src/main.ts": text }, name)).slice(-3));
  expect(Object.values(executedOf(result))).toEqual([[9, 10, 11]]);
});
