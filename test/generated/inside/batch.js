/**
 * Runs the programs of a batch one after the other in one process: `node batch.js <mode> <file with the list>`.
 * Standard output is one stream of the programs' lines and of marks: lines that begin with U+0001.
 *
 * B <program>      it begins          E <program>    it has ended
 * C                a checkpoint was written (in the order of the pack)
 * J <key> <to>     a jump was made    F <fatal> <key> <reason>   a jump failed
 * H <key> <at> <difference>           a later state differs
 * K <text>         the runtime is not where it was before the program
 */
import { readFileSync, writeSync } from "node:fs";

const [mode, listFile] = process.argv.slice(2);
const { programs, seed, randomModule } = JSON.parse(readFileSync(listFile, "utf8"));
const { seededState, replaceMathRandom } = await import(randomModule);

let pending = "";
const flush = () => {
  for (let at = 0, bytes = Buffer.from(pending); at < bytes.length;) at += write(bytes.subarray(at));
  pending = "";
};
/** A full pipe says EAGAIN. */
const write = (bytes) => {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if (error.code !== "EAGAIN") throw error;
    return 0;
  }
};
const say = (text) => {
  pending += text;
  if (pending.length > 1 << 15) flush();
};
const mark = (...parts) => say(`\u0001${parts.join("\t").replaceAll("\n", " ")}\n`);
process.stdout.write = (chunk) => {
  say(String(chunk));
  return true;
};
process.on("exit", flush);
process.on("unhandledRejection", (error) => console.log("unhandled", String(error)));

const session = mode === "plain" ? plainSession() : await recordingSession();

for (const { number, draws, file } of programs) {
  session.random.set(seededState(seed + draws));
  mark("B", number);
  try {
    const loaded = await import(file);
    await loaded.main?.();
  } catch (error) {
    console.log("ended by", error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
  tidy();
  mark("E", number);
}

function plainSession() {
  const random = seededState(0);
  replaceMathRandom(random);
  return { random, modules: [], plain: true };
}

/** Watches what the runtime reports; changes nothing of it. */
async function recordingSession() {
  await import("hindlog/runtime");
  const found = globalThis[Symbol.for("hindlog.session.1")];
  const json = found.json.bind(found);
  found.json = (row) => {
    json(row);
    if (row.type === "jump") mark("J", row.key, row.to);
    if (row.type === "hash" && !row.equal) mark("H", row.key, row.at, row.difference ?? "");
    if (row.type === "jump-failed") failed(row);
  };
  const { journal } = found;
  const checkpoint = journal.checkpoint.bind(journal);
  journal.checkpoint = (bytes) => {
    mark("C");
    return checkpoint(bytes);
  };
  return found;
}

/** Behind a fatal failure the state is of no use: the process ends, the other programs run in the next one. */
function failed(row) {
  mark("F", row.fatal, row.key, row.reason);
  if (row.fatal) process.reallyExit((flush(), 70));
}

/** Programs share the process, not their state: modules of finished ones are state no more, globals go. */
function tidy() {
  for (const key of Object.keys(globalThis)) if (/^s\d+_/.test(key)) delete globalThis[key];
  if (session.plain) return;
  for (const module of session.modules) module.bindings = [];
  if (session.current !== session.root) mark("K", "another context than before is current");
  if (session.live !== 0) mark("K", `${session.live} async functions count as live`);
  session.current = session.root;
  session.strand = null;
  session.live = 0;
}
