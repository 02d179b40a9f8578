/** `docs/state.md`: every whole program and what came of it. */
import { restoresMidRun, type Proof } from "./prove.ts";
import type { Result, Tried } from "./faithfulness.ts";

/** The page. @param command - what writes it */
export function statePage(proofs: readonly Proof[], command: string): string {
  const count = (result: Result): number => proofs.reduce((sum, proof) => sum + of(proof, result).length, 0);
  const transparent = proofs.filter((proof) => proof.visible.length === 0).length;
  const restoring = proofs.filter(restoresMidRun).length;
  return `# What whole programs prove

Written by \`${command}\` from [test/programs/whole/](../test/programs/whole/); do not edit.

Each program runs in real processes: plain, and instrumented with \`HINDLOG=off\`, without checkpoints, with adaptive ones and with all of them. *Transparent*: standard output,
standard error (thrown errors with mapped stacks), exit status or signal, and written files are the same bytes every time. Both sides draw from the same seeded generator.
Then the run with all checkpoints is resumed, each time in a new process, at the first boundary of its main loop, one in the middle of it, the last of the run, one of the most deeply
nested and an exit. *Exact*: the rest of the run bit for bit, with every later state hash equal. *Refused*: by name, below. *Unverifiable*: the checkpoint itself
names values that it kept by identity only. *Diverged*: a state hash behind the jump showed it. *Mismatch*: the result differs and nothing said so; there may be none.

| | |
|---|---|
| programs | ${proofs.length} |
| transparent | ${transparent} (${percent(transparent, proofs.length)}) |
| restore in the middle of their main loop | ${restoring} (${percent(restoring, proofs.length)}; target 80%) |
| boundaries tried | ${proofs.reduce((sum, proof) => sum + proof.faithful.tried.length, 0)} |
| exact | ${count("exact")} |
| refused | ${count("refused")} |
| unverifiable | ${count("unverifiable")} |
| diverged (seen by a hash) | ${count("diverged")} |
| silent mismatches | ${count("mismatch")} (target 0) |

| program | transparent | boundaries of the run | tried | exact | refused | unverifiable | diverged | mismatch | main loop, mid-run |
|---|---|---|---|---|---|---|---|---|---|
${proofs.map(row).join("\n")}

## What the programs are

| program | |
|---|---|
${proofs.map(({ program }) => `| ${program.name} | ${cell(program.description)} |`).join("\n")}

## Why not

${proofs.flatMap(reasons).join("\n") || "Everything is transparent and exact."}
`;
}

function row(proof: Proof): string {
  const { program, visible, faithful } = proof;
  const numbers = (["exact", "refused", "unverifiable", "diverged", "mismatch"] as const).map((result) => of(proof, result).length || "");
  const cells = [
    program.name,
    visible.length === 0 ? "yes" : "**no**",
    faithful.boundaries,
    faithful.tried.length,
    ...numbers,
    restoresMidRun(proof) ? "restores" : `**${midRun(proof)}**`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function midRun({ faithful }: Proof): string {
  return faithful.mainLoopRefused === null ? (faithful.tried.find(({ place }) => place === "middle")?.result ?? "not tried") : "no boundary";
}

function of({ faithful }: Proof, result: Result): Tried[] {
  return faithful.tried.filter((tried) => tried.result === result);
}

function reasons({ program, visible, faithful }: Proof): string[] {
  const main = faithful.mainLoopRefused === null ? [] : [`- **${program.name}**, main loop: ${cell(faithful.mainLoopRefused)}`];
  const seen = visible.map((difference) => `- **${program.name}**, not transparent with ${cell(difference)}`);
  const tried = faithful.tried.filter(({ result }) => result !== "exact");
  return [
    ...seen,
    ...main,
    ...tried.map(({ place, boundary, result, reason }) => `- **${program.name}**, ${place} (\`${boundary}\`), ${result}: ${cell(reason)}`),
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / Math.max(whole, 1))}%`;
}
