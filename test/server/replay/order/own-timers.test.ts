import ts from "typescript";
import { expect, it } from "vitest";
import { A_TIMER } from "../../../../runtime/format/checkpoint.ts";
import { withOwnTimers } from "../../../../server/replay/order/own-timers.ts";
import type { RecordedRun } from "../../../../server/replay/recorded-run.ts";

it("leaves out timers that the program's own code has set and named, and no others", () => {
  const text = `
const beat = setInterval(() => beats++, 40);
class Trainer { #timer = setTimeout(() => this.late(), 5); late() { all.push(setTimeout(late, 1)); } }
`;
  const opaque = [
    { path: "main.ts:beat", reason: A_TIMER },
    { path: "main.ts:trainer.#timer", reason: A_TIMER },
    { path: "main.ts:all[3]", reason: A_TIMER },
    { path: "main.ts:cache.sweeper", reason: A_TIMER },
    { path: "main.ts:beat", reason: "a Promise" },
  ];
  const run = { modules: [{ path: "main.ts", descriptor: { text } }], checkpoints: [{ opaque }] } as unknown as RecordedRun;
  expect(withOwnTimers(ts, run).checkpoints[0]!.opaque).toEqual(opaque.slice(2));
});
