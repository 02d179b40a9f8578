/** Runs the benchmark of real histories, which lies outside of this project, and reads its verdicts. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GapSample } from "./fit-gaps.ts";
import type { Outcome } from "./score.ts";

/** Where the benchmark's folder and the repositories are. */
export interface BenchmarkFolders {
  readonly benchmark: string;
  /** Folders in the same format with cases of other repositories, for fitting. */
  readonly development: readonly string[];
  readonly repositories: string;
}

/** The folders that the environment names; a sentence on what to do where they are missing. */
export function benchmarkFolders(environment: NodeJS.ProcessEnv): BenchmarkFolders | string {
  const [benchmark = "", ...development] = (environment["PROPAGATION_BENCH"] ?? "").split(delimiter);
  const repositories = environment["MIRROR"] ?? "";
  const todo = "Neither the benchmark nor the repositories it is about are part of this project.";
  const all = [benchmark, ...development];
  if (!all.every((folder) => folder !== "" && existsSync(join(folder, "node_modules/typescript"))))
    return `${todo} Set PROPAGATION_BENCH to a copy of the propagation benchmark (cases.jsonl, evaluate.mjs) in which "npm install" was run.`;
  const missing = [...new Set(all.flatMap(casesOf).map((one) => one.repo))].filter((repo) => !existsSync(join(repositories, repo.replace("/", "+"), "repo")));
  if (missing.length > 0) return `${todo} Set MIRROR to a folder that has git clones as OWNER+NAME/repo; missing: ${missing.join(", ")}.`;
  return { benchmark, development, repositories };
}

interface Case {
  readonly id: string;
  readonly repo: string;
  readonly kind: Outcome["kind"];
  readonly text?: string;
  readonly moved?: boolean;
  readonly rewrapped?: boolean;
  readonly ctx?: string;
  readonly distClass: string;
  readonly posn?: string;
  readonly cls: string;
}

/** Answers every case of the benchmark, and of the development set. */
export function runBenchmark({ benchmark, development, repositories }: BenchmarkFolders): Outcome[] {
  return [
    ...answers(benchmark, repositories),
    ...development.flatMap((folder) => answers(folder, repositories).map((one) => ({ ...one, isDevelopment: true }))),
  ];
}

function answers(benchmark: string, repositories: string): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), "hindlog-propagation-"));
  try {
    const adapter = ["adapter.ts", "../../dist/transformer/register/index.js"].map((file) => fileURLToPath(new URL(file, import.meta.url)));
    const command = `node --import ${adapter[1]} ${adapter[0]}`;
    execFileSync(process.execPath, ["evaluate.mjs", "--corpus", "cases.jsonl", "--name", "hindlog", "--cmd", command, "--out", folder], {
      cwd: benchmark,
      env: { ...process.env, MIRROR: repositories, HINDLOG: "off" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const cases = new Map(casesOf(benchmark).map((one) => [one.id, one]));
    return readLines<Verdict>(join(folder, "hindlog.cases.jsonl")).map((verdict) => outcome(cases.get(verdict.id)!, verdict));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Verdict {
  readonly id: string;
  readonly v: Outcome["verdict"];
  readonly textOk?: boolean;
  /** How many statements behind the right place, in the right list. */
  readonly delta?: number;
  readonly reason?: string;
  readonly feat?: Pick<Outcome, "confidence" | "measures" | "cpuMs" | "wallMs"> & {
    readonly gaps?: { readonly measured: GapSample["measured"]; readonly chosen: number };
  };
}

function outcome(one: Case, verdict: Verdict): Outcome {
  const isSame = one.text === "same";
  return {
    id: one.id,
    repo: one.repo,
    kind: one.kind,
    stratum: one.kind !== "pos" ? one.kind : isSame ? (one.moved || one.rewrapped ? "S moved" : one.ctx!) : `S ${one.text}`,
    distance: one.distClass,
    isAlone: one.posn === "only",
    isRenamed: one.text === "renamed",
    isLog: one.cls === "log",
    isDevelopment: false,
    verdict: verdict.v,
    textOk: verdict.textOk,
    reason: verdict.reason,
    confidence: verdict.feat?.confidence ?? 0,
    measures: verdict.feat?.measures,
    gaps: gapsOf(verdict),
    cpuMs: verdict.feat?.cpuMs ?? 0,
    wallMs: verdict.feat?.wallMs ?? 0,
  };
}

/** The gaps of a place in the right list, where there were several and the right one is among them. */
function gapsOf({ v, delta = 0, feat }: Verdict): GapSample | undefined {
  if (!feat?.gaps || feat.gaps.measured.length < 2 || !["exact", "close", "sameblock"].includes(v)) return undefined;
  const right = feat.gaps.chosen - delta;
  return right >= 0 && right < feat.gaps.measured.length ? { measured: feat.gaps.measured, right } : undefined;
}

function casesOf(benchmark: string): Case[] {
  return readLines<Case>(join(benchmark, "cases.jsonl"));
}

function readLines<T>(path: string): T[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
