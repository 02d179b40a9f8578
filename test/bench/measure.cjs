/** Preloaded: at the end of the process, behind every other exit handler, writes what it cost into the file that MEASURE_FILE names. */
const { readFileSync, writeFileSync } = require("node:fs");
const file = process.env.MEASURE_FILE;
delete process.env.MEASURE_FILE;

/** Milliseconds that the main thread has run on a processor (Linux; elsewhere all threads of the process). */
function mainThreadMs() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e3;
  }
}

const began = { cpuMs: mainThreadMs(), wallMs: performance.now() };
const emit = process.emit;
process.emit = function (name, ...rest) {
  const answer = emit.call(this, name, ...rest);
  if (name === "exit") writeFileSync(file, JSON.stringify({ cpuMs: mainThreadMs() - began.cpuMs, wallMs: performance.now() - began.wallMs }));
  return answer;
};
