/** Node's functions in a replay: with something before them they are still what programs know. */
import { describe, expect, it } from "vitest";
import { backfill, byHand, recordedProject, rowsOf } from "../recorded-project.ts";

it("leaves them what util.promisify asks of them", async () => {
  const files = {
    "src/main.ts": `import { execFile } from "node:child_process";
import { generateKeyPair } from "node:crypto";
import fs from "node:fs";
import { promisify } from "node:util";
import { effect, log } from "hindlog";
const round = promisify(setImmediate);
const exists = promisify(fs.exists);
const read = promisify(fs.read);
const pair = promisify(generateKeyPair);
const run = promisify(execFile);
let sum = 0;
for (let step = 0; step < 4; step++) {
  sum += Number(await round(step));
  sum += (await exists("package.json")) ? 1 : 0;
  const file = fs.openSync("package.json", "r");
  const { bytesRead } = await read(file, Buffer.alloc(10), 0, 5, 0);
  fs.closeSync(file);
  const { publicKey } = await pair("ec", { namedCurve: "P-256" });
  const { stdout } = await effect("step " + step, async () => await run(process.execPath, ["-p", String(step)]));
  sum += bytesRead + publicKey.asymmetricKeyType!.length + Number(stdout);
  log("sum", sum);
  log("double", sum * 2); //+
}
`,
  };
  const result = await backfill(await recordedProject(files), { targets: ["double"] });
  expect(result.refused).toEqual([]);
  expect(rowsOf(result, "double")).toEqual(await byHand(files, "double"));
});

describe("what a replay does not start", () => {
  it.each([
    ["a process", `import { execFileSync } from "node:child_process";`, `execFileSync(process.execPath, ["-p", "1"]);`, "execFileSync"],
    [
      "a process by a promise",
      `import { execFile } from "node:child_process"; import { promisify } from "node:util";`,
      `await promisify(execFile)(process.execPath, ["-p", "1"]);`,
      "execFile",
    ],
    ["a worker thread", `import { Worker } from "node:worker_threads";`, `new Worker("", { eval: true });`, "Worker"],
  ])("is refused with what to do: %s", async (_, imports, starts, called) => {
    const files = {
      "src/main.ts": `import { log } from "hindlog";
${imports}
${starts}
let sum = 0;
for (let step = 0; step < 4; step++) {
  sum += step;
  log("sum", sum);
  log("double", sum * 2); //+
}
`,
    };
    const result = await backfill(await recordedProject(files), { targets: ["double"] });
    expect(result.refused.map(({ reason }) => reason).join()).toMatch(
      new RegExp(`a replay starts no (?:other processes|worker threads), so ${called} was refused: what is asked in effect\\(name, work\\) is kept`),
    );
  });
});
