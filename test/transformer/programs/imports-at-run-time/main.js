// What a CommonJS module imports while it runs is an ES module to it: it may wait at its top, and has the names that it exports.
const name = "./waits.mjs";
async function load() {
  for (const path of [name, "./held.mjs"]) console.log(Object.keys(await import(path)).join());
  const { value, default: made } = await import("./waits.mjs");
  console.log(value, made.name, (await import("./common.js")).default.kept());
  import("./none.mjs").catch((error) => console.log(error.code));
}
load().then(() => console.log("loaded"));
