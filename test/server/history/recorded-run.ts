/** Run folders for tests, written with the real writers of runtime/format. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, appendFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { ByteWriter } from "../../../runtime/format/bytes.ts";
import { encodeFrame, type CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import { blockHeader, writeContextRow, writeJsonRow, writeLogRow } from "../../../runtime/format/journal.ts";
import { DYNAMIC_NAME, type JsonRow } from "../../../runtime/format/journal-rows.ts";
import type { RunFile } from "../../../runtime/format/run.ts";
import type { LogSite, LoopSite, ModuleDescriptor } from "../../../runtime/format/site.ts";
import { encodeValue } from "../../../runtime/format/value.ts";
import { hashText } from "../../../server/history/ingest/modules.ts";
import type { ReplayResult } from "../../../server/history/replay-result.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh project folder with a package.json; removed after the test. */
export function freshProject(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "hindlog-history-"));
  folders.push(root);
  writeFiles(root, { "package.json": "{}\n", ...files });
  return root;
}

/** Writes files below `root`. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** One recorded run being written block by block. */
export class RecordedRun {
  readonly root: string;
  readonly id: string;
  readonly folder: string;
  readonly strand: number;
  #out: ByteWriter = new ByteWriter();

  constructor(root: string, file: Partial<RunFile> & { id: string }, strand = 0) {
    this.root = root;
    this.id = file.id;
    this.strand = strand;
    this.folder = join(root, ".hindlog", "runs", file.id);
    mkdirSync(this.folder, { recursive: true });
    const whole: RunFile = {
      format: 1, startedAt: "2024-05-01T10:00:00.000Z", pid: 999_999_999, bootId: "another boot", root, entry: "train.ts", cwd: "", argv: [], execArgv: [], node: "v20.20.2",
      seed: 1, args: {}, parentRun: null, ...file,
    }; // prettier-ignore
    if (strand === 0) writeFileSync(join(this.folder, "run.json"), JSON.stringify(whole));
  }

  get journal(): string {
    return join(this.folder, this.strand === 0 ? "journal" : `journal-w${this.strand}`);
  }

  json(row: JsonRow): this {
    writeJsonRow(this.#out, row);
    return this;
  }

  module(text: string, sites: { loops?: Partial<LoopSite>[]; logs?: Partial<LogSite>[] }, place: { module?: number; path?: string } = {}): this {
    const { module = 0, path = "train.ts" } = place;
    const loops = (sites.loops ?? []).map((loop, id): LoopSite => ({
      id,
      name: `loop${id}`,
      kind: "for",
      start: id,
      end: id + 1,
      line: id,
      parent: null,
      fn: "",
      checkpointable: true,
      ...loop,
    }));
    const logs = (sites.logs ?? []).map((log, id): LogSite => ({
      id,
      callee: "log",
      names: [`log${id}`],
      expressions: ["x"],
      start: 0,
      end: 1,
      line: id,
      loop: null,
      fn: "",
      ...log,
    }));
    const descriptor: ModuleDescriptor = { source: path, format: "esm", door: "register", hash: hashText(text), text, loops, logs, options: {} };
    return this.json({ type: "module", module, path, file: path, descriptor });
  }

  arg(name: string, value: string | number | boolean): this {
    return this.json({ type: "arg", name, value, source: "given" });
  }

  context(id: number, at: { parent?: number; loop?: number; entry?: number; iteration: number; value?: unknown; module?: number }): this {
    writeContextRow(this.#out, {
      type: "context",
      id,
      parent: at.parent ?? 0,
      module: at.module ?? 0,
      loop: at.loop ?? 0,
      entry: at.entry ?? 0,
      iteration: at.iteration,
      value: at.value,
    });
    return this;
  }

  log(context: number, statement: number, value: unknown, more: { part?: number; module?: number; name?: string } = {}): this {
    const part = more.name === undefined ? (more.part ?? 0) : DYNAMIC_NAME;
    writeLogRow(this.#out, { context, module: more.module ?? 0, statement, part, name: more.name ?? null, atMs: 1.5 }, value);
    return this;
  }

  /** Ends the block. */
  flush(): this {
    appendFileSync(this.journal, this.take());
    return this;
  }

  /** The open block as bytes; for tests that write them piecemeal. */
  take(): Uint8Array {
    const rows = this.#out.written();
    const block = Buffer.concat([blockHeader(rows), rows]);
    this.#out = new ByteWriter();
    return block;
  }

  end(code = 0): this {
    return this.json({ type: "end", code, atMs: 1000 }).flush();
  }

  checkpoint(meta: Partial<CheckpointMeta>, body: Uint8Array = new Uint8Array(5)): this {
    mkdirSync(join(this.folder, "checkpoints"), { recursive: true });
    const whole: CheckpointMeta = {
      key: "train.ts#0.0",
      iteration: 0,
      point: "start",
      hash: "aa",
      entryHash: "bb",
      unusable: null,
      opaque: [],
      atMs: 1,
      costMs: 0.5,
      bytes: body.length,
      ...meta,
    };
    appendFileSync(join(this.folder, "checkpoints", "pack"), encodeFrame(whole, body));
    return this;
  }

  replay(result: Partial<ReplayResult> & { replay: string }): this {
    const folder = join(this.folder, "replays", result.replay);
    mkdirSync(folder, { recursive: true });
    const whole: ReplayResult = {
      format: 1, run: this.id, startedAt: "2024-06-01T10:00:00.000Z", durationMs: 5, names: [], propagation: { verdict: "exact", reason: "" }, statements: [], contexts: [], cells: [], refused: [], ...result,
    }; // prettier-ignore
    writeFileSync(join(folder, "result.json"), JSON.stringify(whole));
    return this;
  }
}

/** Encoded value in base64, as in result.json. */
export function base64Of(value: unknown): string {
  const out = new ByteWriter();
  encodeValue(out, value);
  return Buffer.from(out.written()).toString("base64");
}

/** A training run: `epoch` (loop 0) around `step` (loop 1); logs `loss` a step, `acc` an epoch, arg `lr`. */
export function trainingRun(
  root: string,
  id: string,
  options: { startedAt?: string; lr?: number; epochs?: number; steps?: number; text?: string } = {},
): RecordedRun {
  const { startedAt = "2024-05-01T10:00:00.000Z", lr = 0.1, epochs = 2, steps = 3, text = "train" } = options;
  const run = new RecordedRun(root, { id, startedAt });
  run.module(text, {
    loops: [{ name: "epoch" }, { name: "step", parent: 0 }],
    logs: [
      { names: ["loss"], loop: 1 },
      { names: ["acc"], loop: 0 },
    ],
  });
  run.arg("lr", lr).flush();
  let context = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const outer = ++context;
    run.context(outer, { iteration: epoch, value: epoch });
    for (let step = 0; step < steps; step++) {
      run.context(++context, { parent: outer, loop: 1, iteration: step, value: step * 10 }).log(context, 0, epoch + step / 10 + lr);
    }
    run.log(outer, 1, epoch * 100).flush();
  }
  return run;
}
