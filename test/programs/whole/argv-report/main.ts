#!/usr/bin/env node
/**
 * A command-line tool that parses its arguments, reads the files they name, counts words and prints a table; usage errors exit with 2.
 * Main loop: file. Arguments: `--top 3 --sort=count data/one.txt data/two.txt data/missing.txt --verbose`.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";

interface Options {
  top: number;
  sort: "count" | "name";
  verbose: boolean;
  readonly files: string[];
}

function parseArguments(argv: readonly string[]): Options {
  const options: Options = { top: 5, sort: "name", verbose: false, files: [] };
  const queue = [...argv];
  let argument: string | undefined;
  while ((argument = queue.shift()) !== undefined) {
    const [name, inline] = argument.split("=", 2);
    switch (name) {
      case "--top":
        options.top = Number(inline ?? queue.shift());
        break;
      case "--sort":
        options.sort = (inline ?? queue.shift()) as Options["sort"];
        break;
      case "--verbose":
        options.verbose = true;
        break;
      default:
        if (argument.startsWith("-")) {
          console.error(`unknown option ${argument}`);
          process.exit(2);
        }
        options.files.push(argument);
    }
  }
  return options;
}

const options = parseArguments(process.argv.slice(2));
const counts: { [word: string]: number } = Object.create(null);
const missing: string[] = [];
let lines = 0;
for (const file of options.files) {
  if (!existsSync(file)) {
    missing.push(file);
    console.error(`${file}: no such file`);
    continue;
  }
  for (const line of readFileSync(file, "utf8").split("\n")) {
    lines++;
    for (const word of line.toLowerCase().match(/[a-z]+/g) ?? []) counts[word] = (counts[word] ?? 0) + 1;
  }
  if (options.verbose) console.log(`${basename(file)}: ${lines} lines so far, ${Object.keys(counts).length} words`);
}
const sorted = Object.entries(counts).sort(options.sort === "count" ? ([a, x], [b, y]) => y - x || (a < b ? -1 : 1) : ([a], [b]) => (a < b ? -1 : 1));
for (const [word, count] of sorted.slice(0, options.top)) console.log(`${word.padEnd(10)}${String(count).padStart(4)}`);
process.exitCode = missing.length > 0 ? 1 : 0;
