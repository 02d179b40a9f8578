// Loaded before a plain program: the generator that an instrumented one draws from, with the same seed.
const { join } = require("node:path");
const { isMainThread } = require("node:worker_threads");
// Node loads it on the thread of its module hooks too.
if (isMainThread) {
  const { replaceMathRandom, seededState } = require(join(process.env.HINDLOG_BUILT, "cjs/runtime/random.js"));
  replaceMathRandom(seededState(Number(process.env.HINDLOG_SEED)));
  delete process.env.HINDLOG_BUILT;
}
