/**
 * Writes a report through fs.createWriteStream with back-pressure, and copies it through a Transform with pipeline.
 * Main loop: entry. Arguments: `40`.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

const count = Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1);
let written = 0;
let waits = 0;

async function writeReport(file: string): Promise<void> {
  const out = createWriteStream(file, { highWaterMark: 256 });
  for (let entry = 0; entry < count; entry++) {
    const text = `${entry};${(Math.random() * 1000).toFixed(2)};${"x".repeat(entry % 9)}\n`;
    written += text.length;
    if (!out.write(text)) {
      waits++;
      await once(out, "drain");
    }
    if (entry % 5 === 0) console.log(`entry ${entry}, ${written} characters`);
  }
  out.end();
  await once(out, "finish");
}

await writeReport("report.csv");
let lines = 0;
const upper = new Transform({
  transform(chunk: Buffer, _encoding, done) {
    for (const byte of chunk) if (byte === 10) lines++;
    done(null, chunk.toString().toUpperCase());
  },
});
await pipeline(createReadStream("report.csv"), upper, createWriteStream("copy.csv"));
console.log(lines, written, waits > 0);
