/** Standard streams that were terminals are taken for terminals by the program, with the size that they had; what is written goes where it goes. For guard.ts. */
import tty from "node:tty";
import type { Terminals } from "../../runtime/format/run.ts";

/** @param terminals - those of the past run */
export function showTerminals({ stdin, stdout, stderr }: Terminals): void {
  for (const [stream, terminal] of [[process.stdout, stdout] as const, [process.stderr, stderr] as const]) {
    // Its methods move the cursor and ask for the size, with a prototype of which a socket's methods are a part.
    if (terminal !== null) Object.assign(Object.setPrototypeOf(stream, tty.WriteStream.prototype) as object, { isTTY: true, ...terminal });
  }
  if (stdin !== null) showInput();
  const are = [stdin, stdout, stderr];
  tty.isatty = (descriptor) => (are[descriptor] ?? null) !== null;
}

/** The stream is made when it is first asked for. */
function showInput(): void {
  const { get, ...own } = Object.getOwnPropertyDescriptor(process, "stdin")!;
  Object.defineProperty(process, "stdin", {
    ...own,
    get: () => {
      const stream = get!.call(process) as { isTTY?: boolean };
      if (stream.isTTY !== true) Object.assign(stream, { isTTY: true, isRaw: false, setRawMode: () => stream });
      return stream;
    },
  });
}
