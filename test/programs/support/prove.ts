/** One whole program through everything: plain against instrumented, recorded against resumed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { resumeEverywhere, type Faithfulness } from "./faithfulness.ts";
import { firstDifference, Stage } from "./transparency.ts";
import type { WholeProgram } from "./whole-program.ts";

/** What came of a program. */
export interface Proof {
  readonly program: WholeProgram;
  /** What differed between plain and instrumented, with the mode it was seen in; [] where nothing. */
  readonly visible: readonly string[];
  /** How the plain program ended: its status or signal. */
  readonly ended: string;
  readonly lines: number;
  readonly faithful: Faithfulness;
}

/** Runs a program in every way. @param base - absolute, a folder of its own */
export async function prove(program: WholeProgram, base: string): Promise<Proof> {
  const stage = new Stage(program, base);
  const plain = await stage.runPlain();
  const visible: string[] = [];
  const compare = (mode: string, seen: typeof plain): void => {
    const difference = firstDifference(plain, seen);
    if (difference !== null) visible.push(`${mode}: ${difference}`);
  };
  compare("HINDLOG=off", await stage.runOff());
  compare("checkpoints off", await stage.runInstrumented("off"));
  compare("checkpoints adaptive", await stage.runInstrumented("adaptive"));
  const recorded = await stage.runInstrumented("all");
  compare("checkpoints all", recorded);
  const ran = existsSync(join(stage.history, "runs"));
  const faithful = ran ? await resumeEverywhere(stage, recorded) : { tried: [], boundaries: 0, mainLoopRefused: "nothing was recorded" };
  const { status, signal, stdout } = plain.outcome;
  return { program, visible, ended: `${signal ?? status}`, lines: stdout.split("\n").length - 1, faithful };
}

/** Whether the program restores at a boundary in the middle of its main loop. */
export function restoresMidRun({ faithful }: Proof): boolean {
  return faithful.mainLoopRefused === null && faithful.tried.some(({ place, result }) => place === "middle" && result === "exact");
}
