#!/usr/bin/env node
/**
 * The command `hindlog`: one verb a file, this one only lists them and turns what was thrown into a sentence and an exit status.
 *
 * Exit status: that of the program for `run`; else 0, 1 where something could not be done, 2 where the command line is wrong, 130 after Ctrl-C.
 */
import { Command, CommanderError } from "commander";
import { addBackfill } from "./backfill.ts";
import { addDataframe } from "./dataframe.ts";
import { addExplain } from "./explain.ts";
import { exitStatus, sentence } from "./failure.ts";
import { addPropagate } from "./propagate.ts";
import { addRun } from "./run.ts";
import { addRuns } from "./runs.ts";
import { addShow } from "./show.ts";
import { addSql } from "./sql.ts";
import { version } from "./version.ts";

const program = new Command("hindlog")
  .description("Hindsight logging: add a log statement today, read what past runs would have logged.")
  .version(version())
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "hindlog: ")) })
  .showHelpAfterError("`hindlog help COMMAND` has all arguments and options.")
  .addHelpText("after", "\nBegin with: hindlog run src/train.ts\nThe history lies in .hindlog beside package.json (or where HINDLOG_DIR says).");
for (const add of [addRun, addRuns, addShow, addDataframe, addBackfill, addPropagate, addExplain, addSql]) add(program);

// A reader that has seen enough (`hindlog dataframe loss | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own errors already.
  if (!(error instanceof CommanderError)) process.stderr.write(`hindlog: ${sentence(error)}\n`);
  process.exitCode = exitStatus(error);
}
