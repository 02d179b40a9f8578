/**
 * A debugger as editors have one, loaded before a program (`--import`): a thread that is connected to the main thread's inspector. The first run looks where,
 * through source maps, the lines are that say `// break NAME`; the second one places breakpoints there before anything is loaded, and notes each stop:
 * the line as the map has it, the function, and what NAME is there.
 * Environment: BREAK_IN (the source file, absolute), STOPS (file that the stops are appended to; beside it, with `.places`, stands what the first run found).
 */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isMainThread, Worker } from "node:worker_threads";

if (isMainThread) {
  const tracing = createRequire(import.meta.url).resolve("@jridgewell/trace-mapping");
  const worker = new Worker(`(${debug.toString()})()`, { eval: true, workerData: tracing, execArgv: [] });
  await once(worker, "message");
  worker.unref();
  // The program may be over before the thread has looked.
  process.on("exit", () => {
    while (!existsSync(`${process.env.STOPS}.places`)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  });
}

/** Runs in the thread: nothing from outside of it is seen in it. */
function debug() {
  const { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
  const { Session } = require("node:inspector");
  const { parentPort, workerData } = require("node:worker_threads");
  const { TraceMap, allGeneratedPositionsFor, originalPositionFor } = require(workerData);
  const { BREAK_IN, STOPS } = process.env;
  const PLACES = `${STOPS}.places`;
  const lines = readFileSync(BREAK_IN, "utf8").split("\n");
  const session = new Session();
  session.connectToMainThread();
  // A session alone does not keep its thread alive.
  setInterval(() => {}, 60_000);
  session.post("Debugger.enable");
  if (existsSync(PLACES)) stop(JSON.parse(readFileSync(PLACES, "utf8")));
  else session.on("Debugger.scriptParsed", ({ params }) => look(params));
  // The last of these is done when all are.
  session.post("Debugger.setSkipAllPauses", { skip: false }, () => parentPort.postMessage("ready", []));

  function look({ url, sourceMapURL }) {
    if (!sourceMapURL || !/^(file:|\/)/.test(url)) return;
    let text;
    try {
      text = mapText(url, sourceMapURL);
    } catch {
      return; // Packages name maps that they do not bring along.
    }
    const map = new TraceMap(text);
    const source = map.sources.find((one) => one?.split("/").at(-1) === BREAK_IN.split("/").at(-1));
    if (source === undefined) return;
    const marked = lines.flatMap((line, at) => (/\/\/ break \w+/.test(line) ? [{ source, line: at + 1, column: /\S/.exec(line).index }] : []));
    const places = marked.map((place) => allGeneratedPositionsFor(map, place)[0] ?? null);
    // Whole at once: the program may end as soon as the file is there.
    writeFileSync(`${PLACES}.new`, JSON.stringify({ url, text, places }));
    renameSync(`${PLACES}.new`, PLACES);
  }

  function stop({ url, text, places }) {
    const map = new TraceMap(text);
    for (const { line, column } of places) session.post("Debugger.setBreakpointByUrl", { url, lineNumber: line - 1, columnNumber: column });
    session.on("Debugger.paused", ({ params: { callFrames } }) => {
      const { callFrameId, functionName, location } = callFrames[0];
      const { line } = originalPositionFor(map, { line: location.lineNumber + 1, column: location.columnNumber });
      const name = /\/\/ break (\w+)/.exec(lines[line - 1] ?? "")?.[1];
      session.post("Debugger.evaluateOnCallFrame", { callFrameId, expression: name ?? "undefined" }, (_, found) => {
        appendFileSync(STOPS, `${line} ${functionName.replace(/^.*\./, "")} ${name} ${JSON.stringify(found?.result.value)}\n`);
        session.post("Debugger.resume");
      });
    });
  }

  function mapText(url, sourceMapURL) {
    const inline = /^data:[^,]*;base64,(.*)$/.exec(sourceMapURL);
    if (inline !== null) return Buffer.from(inline[1], "base64").toString();
    return readFileSync(new URL(sourceMapURL, url.startsWith("/") ? `file://${url}` : url), "utf8");
  }
}
