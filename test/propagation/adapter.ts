/**
 * Speaks the benchmark's protocol: one request a line on stdin, one answer a line on stdout.
 *
 * Doubtful places are answered too, with their confidence: what a limit would refuse is counted by score.ts.
 */
import { createInterface } from "node:readline";
import ts from "typescript";
import { propagate } from "../../dist/transformer/propagate/index.js";

/** One request of the benchmark; offsets are UTF-16 units. */
interface Request {
  readonly id: string;
  readonly newSource: string;
  readonly newOffset: number;
  readonly oldSource: string;
  readonly path: string;
  readonly newPath: string;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== "") process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Request))}\n`);
}

function answer(request: Request): object {
  const { id, newSource, newOffset, oldSource, path, newPath } = request;
  const clock = { wall: performance.now(), cpu: process.cpuUsage() };
  const result = propagate(ts, {
    newest: [{ path: newPath, text: newSource, start: newOffset, end: newOffset + 1 }],
    older: { path, text: oldSource },
    carryGuards: false,
    minConfidence: 0,
  });
  const { user, system } = process.cpuUsage(clock.cpu);
  const feat = {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - clock.wall,
    verdict: result.verdict,
    confidence: result.confidence,
    measures: result.measures,
    gaps: result.gaps && { measured: result.gaps.measured, chosen: result.gaps.chosen },
  };
  const range = result.inserted[0];
  if (range === undefined) return { id, result: "refused", reason: result.already === undefined ? result.reason : "there already", feat };
  let shift = 0;
  for (const edit of [...result.edits].sort((a, b) => a.offset - b.offset)) {
    const start = edit.offset + shift;
    shift += edit.text.length;
    const text = edit.text.slice(range.start - start, range.end - start);
    if (start <= range.start && range.end <= start + edit.text.length) return { id, result: "inserted", offset: edit.offset, text, feat };
  }
  return { id, result: "refused", reason: "no edit holds the statement", feat };
}
