/**
 * Progress of one long piece of work, on stderr: a bar on a terminal, plain lines elsewhere.
 *
 * Invariants
 * 1. Work that takes less than a second shows nothing on a terminal; less than ten seconds, nothing elsewhere:
 *    there the lines come between those of the program that is run.
 * 2. Nothing is left on a terminal after `stop`.
 */
import { Presets, SingleBar } from "cli-progress";
import { visible } from "../render/escape.ts";

/** Quiet before the bar of a terminal. */
const BAR_QUIET_MS = 1000;

/** Quiet before the first plain line and between two. */
const LINES_QUIET_MS = 10_000;

export interface Progress {
  /** @param done - of `total`, same unit @param text - what is being worked on, any text */
  update(done: number, total: number, text?: string): void;
  stop(): void;
}

/** Begins to show progress. @param title - what is done, a few words: `Reading runs` */
export function startProgress(title: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? terminalBar(title, stream) : plainLines(title, stream);
}

function terminalBar(title: string, stream: NodeJS.WriteStream): Progress {
  const startedMs = performance.now();
  let bar: SingleBar | undefined;
  return {
    update(done, total, text = "") {
      if (bar === undefined) {
        if (performance.now() - startedMs < BAR_QUIET_MS) return;
        bar = new SingleBar(
          { format: `${title} {bar} {percentage}% {text}`, stream, clearOnComplete: true, hideCursor: true, fps: 10 },
          Presets.shades_classic,
        );
        bar.start(total, done, { text: visible(text) });
      }
      bar.setTotal(total);
      bar.update(done, { text: visible(text) });
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function plainLines(title: string, stream: NodeJS.WriteStream): Progress {
  let [lastMs, lastLine] = [performance.now(), ""];
  return {
    update(done, total, text = "") {
      if (performance.now() - lastMs < LINES_QUIET_MS) return;
      const share = total > 0 ? `${Math.floor((100 * done) / total)}%` : "";
      const line = [title, share, visible(text)].filter((part) => part !== "").join(" ");
      if (line === lastLine) return;
      [lastMs, lastLine] = [performance.now(), line];
      stream.write(`${line}\n`);
    },
    stop() {},
  };
}
