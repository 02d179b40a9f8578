/** `docs/cost.md`: what instrumentation costs. */
import { cpus } from "node:os";
import { median, ratios, type Asked, type Cost, type Measured } from "./cost.ts";

type Row = Cost & { readonly tight: boolean };

/** Ratios for the table of docs/state.md: medians of the pairs' ratios, by program. */
export function costData(costs: readonly Row[]): { programs: Record<string, { cpu: number; wall: number }> } {
  const rounded = (values: readonly number[]): number => Number(median(values).toFixed(3));
  return { programs: Object.fromEntries(costs.map((cost) => [cost.name, { cpu: rounded(ratios(cost, "cpuMs")), wall: rounded(ratios(cost, "wallMs")) }])) };
}

/** One program in a line, for the terminal. */
export function describeCost(cost: Row): string {
  return `${cost.name.padEnd(20)} scale ${String(cost.scale).padStart(5)}  plain ${ms(cost.plain, "cpuMs")} ms  cpu ${spread(ratios(cost, "cpuMs"))}  wall ${spread(ratios(cost, "wallMs"))}`;
}

/** The page. */
export function costPage(costs: readonly Row[], { command, pairs, targetMs }: Asked & { readonly command: string }): string {
  const empty = costs.find((cost) => cost.name === "empty");
  const loops = costs.filter((cost) => cost.tight && cost !== empty);
  const whole = costs.filter((cost) => !cost.tight);
  const long = whole.filter(isLong);
  const mean = (figure: keyof Measured): string => percent(long.reduce((sum, cost) => sum + median(ratios(cost, figure)), 0) / Math.max(long.length, 1));
  const worst = [...long].sort((a, b) => median(ratios(b, "cpuMs")) - median(ratios(a, "cpuMs")))[0];
  return `# What instrumentation costs

Written by \`${command}\` (Node ${process.version}, ${cpus().length} cores); do not edit.

${pairs} pairs of whole processes a program, interleaved, the order within a pair changing; a program's main loop is made longer until a plain run takes about ${targetMs / 1000} s.
*cpu* is the time of the main thread, of a process that is kept on one processor (where two run side by side its other threads slow the main thread down, for they are often one core);
*wall* is what a clock shows of another process that is not, both from behind the start of Node to the exit, the start of hindlog included; instrumented over plain, pair by pair: median (smallest to largest). Recording with adaptive checkpoints. Not measured: memory, the time of the writer thread, disk.

| | cpu | wall |
|---|---|---|
| mean of ${long.length} programs that take at least 1 s (target +3%) | ${mean("cpuMs")} | ${mean("wallMs")} |
${worst === undefined ? "" : `| the worst of them: ${worst.name} (target +10%) | ${percent(median(ratios(worst, "cpuMs")))} | ${percent(median(ratios(worst, "wallMs")))} |\n`}${
    empty === undefined ? "" : `| start of hindlog, in an empty program | ${added(empty, "cpuMs")} ms | ${added(empty, "wallMs")} ms |\n`
  }
## Tight loops

${table(loops)}
## Whole programs

${table(long)}
${whole.length === long.length ? "" : `## Programs that do not take a second\n\nHere the start of hindlog counts most.\n\n${table(whole.filter((cost) => !isLong(cost)))}`}`;
}

function isLong(cost: Row): boolean {
  return median(cost.plain.map((measured) => measured.wallMs)) >= 1000;
}

function table(costs: readonly Row[]): string {
  const rows = costs.map(
    (cost) =>
      `| ${cost.name} | ${cost.scale} | ${ms(cost.plain, "cpuMs")} | ${spread(ratios(cost, "cpuMs"))} | ${ms(cost.plain, "wallMs")} | ${spread(ratios(cost, "wallMs"))} |`,
  );
  return `| program | scale | plain cpu, ms | cpu | plain wall, ms | wall |\n|---|---|---|---|---|---|\n${rows.join("\n")}\n`;
}

function spread(values: readonly number[]): string {
  return `${percent(median(values))} (${percent(Math.min(...values))} to ${percent(Math.max(...values))})`;
}

/** `+1.3%` */
function percent(ratio: number): string {
  const text = ((ratio - 1) * 100).toFixed(1);
  return `${text.startsWith("-") ? "" : "+"}${text}%`;
}

function ms(measured: readonly Measured[], figure: keyof Measured): string {
  return median(measured.map((one) => one[figure])).toFixed(0);
}

function added(cost: Row, figure: keyof Measured): string {
  const [plain, instrumented] = [cost.plain, cost.instrumented].map((list) => median(list.map((one) => one[figure])));
  return (instrumented! - plain!).toFixed(0);
}
