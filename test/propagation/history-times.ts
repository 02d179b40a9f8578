/** How long a statement takes through a hundred versions of a large file, of a real history that lies outside of this project. */
import { join } from "node:path";
import ts from "typescript";
import { git } from "./git.ts";
import { preparePropagation, propagate, type NewestStatement, type PropagationResult } from "../../dist/transformer/propagate/index.js";

/** A file with a past, and the line that the statement is put before. */
interface History {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly line: number;
}

const HISTORIES: readonly History[] = [
  { repository: "Koenkk/zigbee2mqtt", commit: "e8a7e6f29da3773ffc2bda63623298a307fbb597", path: "lib/extension/homeassistant.ts", line: 1518 },
];
const VERSIONS = 100;
/** Measured so often, in turn; the median counts. */
const ROUNDS = 3;

/** What one history took. */
export interface HistoryTimes {
  readonly repository: string;
  readonly path: string;
  readonly versions: number;
  /** Lines of the newest version and of the oldest. */
  readonly lines: readonly [number, number];
  readonly inserted: number;
  /** Milliseconds for all versions: prepared once, and asked for one by one. */
  readonly together: Spent;
  readonly alone: Spent;
}

interface Spent {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Times for each history. @throws Error where both ways differ in an answer. */
export function measureHistories(repositories: string): HistoryTimes[] {
  return HISTORIES.map((history) => {
    const texts = versionsOf(history, join(repositories, history.repository.replace("/", "+"), "repo"));
    const newest = withStatement(history, texts[0]!);
    const olders = texts.slice(1).map((text) => ({ older: { path: history.path, text } }));
    const together = (): PropagationResult[] => {
      const prepared = preparePropagation(ts, { newest: [newest] });
      return olders.map((older) => prepared.into(older));
    };
    const alone = (): PropagationResult[] => olders.map((older) => propagate(ts, { newest: [newest], ...older }));
    const answers = together();
    if (JSON.stringify(answers) !== JSON.stringify(alone())) throw new Error(`${history.repository}: one at a time gives other answers`);
    const rounds = Array.from({ length: ROUNDS }, () => ({ together: spent(together), alone: spent(alone) }));
    return {
      repository: history.repository,
      path: history.path,
      versions: olders.length,
      lines: [linesOf(texts[0]!), linesOf(texts[texts.length - 1]!)],
      inserted: answers.filter((answer) => answer.edits.length > 0).length,
      together: median(rounds.map((round) => round.together)),
      alone: median(rounds.map((round) => round.alone)),
    };
  });
}

/** The section of the page. */
export function historySection(times: readonly HistoryTimes[]): string {
  const rows = times.map(({ repository, path, versions, lines, inserted, together, alone }) =>
    [`${repository} ${path}`, versions, lines.join(" to "), inserted, seconds(together), seconds(alone)].join(" | "),
  );
  return `## Many versions

A log statement of the newest version put into each older one (target: 100 versions of a 2,000-line file in 1.5 s). What the versions share is read once: the newest text, and of each older one
what is the same in the one before. Seconds of CPU for all versions, median of ${ROUNDS} (by the clock of the machine, which others used too); the answers of both ways are equal.

| file | versions | lines, newest to oldest | inserted | together | one at a time |
|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join("\n")}

`;
}

/** The newest version and the distinct ones before it. */
function versionsOf({ commit, path }: History, repository: string): string[] {
  const read = (...args: string[]): string => git(repository, args).toString();
  const texts = new Set<string>();
  for (const one of read("log", "--format=%H", "--diff-filter=AM", commit, "--", path).trim().split("\n")) {
    texts.add(read("show", `${one}:${path}`));
    if (texts.size > VERSIONS) break;
  }
  return [...texts];
}

function withStatement({ path, line }: History, text: string): NewestStatement {
  const lines = text.split("\n");
  const indent = /^\s*/.exec(lines[line - 1]!)![0];
  const start = lines.slice(0, line - 1).join("\n").length + 1 + indent.length;
  const statement = 'console.log("here", new Error().stack);';
  return { path, text: lines.toSpliced(line - 1, 0, indent + statement).join("\n"), start, end: start + statement.length };
}

function spent(work: () => unknown): Spent {
  const clock = { wall: performance.now(), cpu: process.cpuUsage() };
  work();
  const { user, system } = process.cpuUsage(clock.cpu);
  return { cpuMs: Math.round((user + system) / 1000), wallMs: Math.round(performance.now() - clock.wall) };
}

function median(rounds: readonly Spent[]): Spent {
  return [...rounds].sort((a, b) => a.cpuMs - b.cpuMs)[rounds.length >> 1]!;
}

function linesOf(text: string): number {
  return text.split("\n").length;
}

function seconds({ cpuMs, wallMs }: Spent): string {
  return `${(cpuMs / 1000).toFixed(1)} (${(wallMs / 1000).toFixed(1)})`;
}
