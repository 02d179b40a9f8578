// Loaded before a recorded program: writes down, for everything that it puts out, when that was (in the run's own time,
// and in Unix time) and how long it is.
const { appendFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");
const file = process.env.OUTPUT_TIMES;
delete process.env.OUTPUT_TIMES;
const clock = Date.now;
// Node loads it on the thread of its module hooks too.
for (const name of isMainThread ? ["stdout", "stderr"] : []) {
  const stream = process[name];
  const write = stream.write;
  stream.write = function (chunk, ...rest) {
    const session = globalThis[Symbol.for("hindlog.session.1")];
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    appendFileSync(file, `${name} ${session === undefined ? 0 : session.now()} ${text.length} ${clock()}\n`);
    return write.call(this, chunk, ...rest);
  };
}
