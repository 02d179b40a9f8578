/**
 * The program that goes through every door: loops over arrays, maps and a generator, closures of a loop's variable, a class with a private
 * member, async functions, a module beside it, and an error with its place in the sources.
 */
import type { Files } from "../programs/support/project.ts";

/** Line (1-based) of src/part.ts that throws. */
const THROWS_AT = 12;

const PART = `export class Box {
  #factor = 2;
  items: number[] = [];
  add(x: number): this {
    for (const y of [x, x + 1]) {
      this.items.push(y * this.#factor);
    }
    return this;
  }
}
export function fail(level: number): never {
  throw new RangeError("level " + level);
}
export function* upTo(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}
export async function settle(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    await null;
    sum += i;
    console.log("sum", sum);
  }
  return sum;
}
`;

const main = (specifier: string, statement: string): string => `import { log } from "hindlog";
import { Box, fail, settle, upTo } from "${specifier}";

declare const process: { stdout: { write(text: string): void } };
interface Told { readonly stack?: string }
const box = new Box();
async function main(): Promise<void> {
  let level = 0;
  for (let round = 0; round < 4; round++) {
    ${statement}
    const late: (() => number)[] = [];
    for (let k = 0; k < 3; k++) late.push(() => k * level);
    for (const v of upTo(3)) level += v;
    for (const [name, x] of new Map([["a", round]])) level += x + name.length;
    level += late.reduce((sum, f) => sum + f(), 0) + (await settle(2)) + box.add(level).items.length;
    log("level", level);
    console.log("reached", level);
  }
  try {
    fail(level);
  } catch (error) {
    for (const [, file, line] of ((error as Told).stack ?? "").matchAll(/src[\\\\/](\\w+\\.ts):(\\d+)/g)) process.stdout.write("at " + file + ":" + line + "\\n");
  }
}
void main();
`;

/** How the program names its other module, and whether the forgotten statement is in it. */
export interface ProgramOptions {
  /** What src/main.ts imports src/part.ts by. */
  readonly specifier: string;
  readonly withStatement?: boolean;
}

/** The sources. */
export function programFiles({ specifier, withStatement = false }: ProgramOptions): Files {
  return { "src/main.ts": main(specifier, withStatement ? 'log("start", level);' : ""), "src/part.ts": PART };
}

/** What the forgotten statement would have logged, from what the program printed. */
export function startsOf(stdout: string): number[] {
  return [0, ...[...stdout.matchAll(/^reached (\d+)$/gm)].map((match) => Number(match[1]))].slice(0, 4);
}

/** Whether the printed stack begins where the sources throw. */
export function pointsAtSources(stdout: string): boolean {
  return new RegExp(`^at part\\.ts:${THROWS_AT}\\nat main\\.ts:\\d+$`, "m").test(stdout);
}
