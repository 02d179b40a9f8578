/**
 * Output that went to a terminal is taken for a terminal by the program, with the size that it had; what is written goes where it goes. For guard.ts.
 *
 * Standard input is none, whatever it was: packages read a terminal's to throw away what is typed (ora), and nobody knows what was.
 */
import tty from "node:tty";
import type { Terminals } from "../../../runtime/format/run.ts";

/** @param terminals - those of the past run */
export function showTerminals({ stdout, stderr }: Terminals): void {
  for (const [stream, terminal] of [[process.stdout, stdout] as const, [process.stderr, stderr] as const]) {
    // Its methods move the cursor and ask for the size, with a prototype of which a socket's methods are a part.
    if (terminal !== null) Object.assign(Object.setPrototypeOf(stream, tty.WriteStream.prototype) as object, { isTTY: true, ...terminal });
  }
  const are = [null, stdout, stderr];
  tty.isatty = (descriptor) => (are[descriptor] ?? null) !== null;
}
