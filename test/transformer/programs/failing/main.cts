// CommonJS; an error thrown out of loops ends the program with its own status and message.
import fs = require("node:fs");
class Custom extends Error {
  override name = "Custom";
}
const steps: number[] = [];
function dig(n: number): void {
  for (const x of [1, 2, 3]) {
    steps.push(x);
    if (n === 0 && x === 2) throw new Custom(`at ${steps.join()}`);
    if (n > 0) dig(n - 1);
  }
}
process.on("exit", (code) => console.log("exit", code, steps.length, typeof fs.readFileSync, require.main === module));
try {
  dig(2);
} catch (error) {
  console.log(String(error), error instanceof Custom);
}
process.exitCode = 3;
for (let i = 0; ; i++) if (Math.max(i, 2) > 4) break;
