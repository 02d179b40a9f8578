// What the loops reach is known to hide nothing.
import { EventEmitter } from "node:events";
import { openSync } from "node:fs";
import { format } from "node:util";

class Bell extends EventEmitter {}
const bell = new Bell();
bell.once("ring", () => {});
const used = { format, EventEmitter, openSync };
const tests: (() => void)[] = [];
function it(test: () => void): void {
  tests.push(test);
}
it(() => {});
for (let i = 0; i < 3; i++) {
  bell.emit(used.format("%d", i));
  tests[0]!();
}
