/**
 * `workspace/executeCommand`: start a backfill, or cancel it.
 *
 * Invariants
 * 1. The request is answered at once: some editors (Emacs) stand still until it is. How it went is told by progress and by a notification.
 * 2. One backfill a project at a time.
 * 3. Cancelling keeps what was finished.
 */
import { MessageType, type ClientCapabilities, type ExecuteCommandParams } from "vscode-languageserver/node";
import { runBackfillJob, type JobOutcome } from "./backfill-job.ts";
import { pathBelow, type Documents } from "./documents.ts";
import type { Pasts } from "./past.ts";
import type { ProgressDesk } from "./progress.ts";
import { counted } from "./render/history-table.ts";
import { configuredLogCalls } from "../log-calls.ts";
import { visible } from "../render/escape.ts";
import type { Target } from "./target.ts";
import { label } from "./target.ts";

/** Command that starts a backfill; its argument is a {@link BackfillArgument}. */
export const BACKFILL = "hindlog.backfill";
/** Command that stops the backfill of a project; its argument is the project root. */
export const CANCEL = "hindlog.cancelBackfill";

/** Which log statement to backfill: the one with these names nearest to that line. */
export interface BackfillArgument {
  readonly uri: string;
  /** 0-based. */
  readonly line: number;
  readonly names: readonly (string | null)[];
}

interface Surroundings {
  readonly documents: Documents;
  readonly past: Pasts;
  readonly progress: ProgressDesk;
  readonly notify: (type: MessageType, message: string) => void;
  readonly client: () => ClientCapabilities;
}

/** The backfills of one connection. */
export class BackfillCommand {
  /** Names of the commands, for `initialize`. */
  readonly commands: string[] = [BACKFILL, CANCEL];
  readonly #around: Surroundings;
  readonly #running = new Map<string, { readonly name: string; readonly abort: AbortController }>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** What is being backfilled in a project; null for nothing. */
  runningFor(root: string): string | null {
    return this.#running.get(root)?.name ?? null;
  }

  cancelAll(): void {
    for (const { abort } of this.#running.values()) abort.abort();
  }

  /** Answers once the work has started, or could not. */
  async execute(params: ExecuteCommandParams): Promise<null> {
    const [argument] = (params.arguments ?? []) as [unknown];
    if (params.command === CANCEL) {
      this.#running.get(String(argument))?.abort.abort();
    } else if (params.command !== BACKFILL || !isBackfillArgument(argument)) {
      this.#say(
        MessageType.Error,
        `expected the command ${BACKFILL} with a uri, a line and names, got ${params.command}. Take it from the code actions of a log statement.`,
      );
    } else {
      const target = await this.#find(argument);
      if (target === null)
        this.#say(
          MessageType.Error,
          `the log statement ${argument.names.join(", ")} is no longer in the buffer. Put the cursor on it and take the action again.`,
        );
      else await this.#start(target, params.workDoneToken);
    }
    return null;
  }

  async #find({ uri, line, names }: BackfillArgument): Promise<Target | null> {
    const { documents, past } = this.#around;
    const document = documents.get(uri);
    const path = documents.pathOf(uri);
    if (document === undefined || path === null) return null;
    const text = document.getText();
    const same = (await past.statements.of(path, text, configuredLogCalls(path))).sites.filter((site) => JSON.stringify(site.names) === JSON.stringify(names));
    const site = same.sort((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line))[0];
    if (site === undefined) return null;
    return { uri, path, text, site, range: { start: document.positionAt(site.start), end: document.positionAt(site.end) } };
  }

  async #start(target: Target, token: ExecuteCommandParams["workDoneToken"]): Promise<void> {
    const { documents, past, client } = this.#around;
    const { root, lacking } = await past.of(target);
    const name = visible(label(target.site));
    const running = this.runningFor(root);
    if (running !== null)
      return this.#say(MessageType.Warning, `a backfill of ${running} is under way in this project. Wait for it or cancel it, then take the action again.`);
    const abort = new AbortController();
    this.#running.set(root, { name, abort });
    const supported = client().window?.workDoneProgress === true;
    const title = `Backfilling ${name} into ${counted(lacking.length, "past run")}`;
    if (!supported && token === undefined) this.#say(MessageType.Info, title);
    const request = {
      root,
      path: pathBelow(root, target.path) ?? target.path,
      line: target.site.line,
      runs: lacking,
      sources: [...documents.textsBelow(root)],
    };
    void this.#work({ root, name, request, abort, title, token, supported });
  }

  async #work(work: {
    root: string;
    name: string;
    request: Parameters<typeof runBackfillJob>[0];
    abort: AbortController;
    title: string;
    token: ExecuteCommandParams["workDoneToken"];
    supported: boolean;
  }): Promise<void> {
    const { progress, past } = this.#around;
    const shown = await progress.start({ title: work.title, token: work.token, supported: work.supported, cancel: () => work.abort.abort() });
    const outcome = await runBackfillJob(work.request, { signal: work.abort.signal, onProgress: shown.report });
    this.#running.delete(work.root);
    await past.refresh(work.root);
    const message = summary(work.name, outcome);
    shown.done(message);
    this.#say(outcome.kind === "failed" ? MessageType.Error : outcome.refused.length > 0 ? MessageType.Warning : MessageType.Info, message);
  }

  #say(type: MessageType, message: string): void {
    this.#around.notify(type, `hindlog: ${message}`);
  }
}

/** One line: what was found, what was not, and where to look. */
function summary(name: string, outcome: JobOutcome): string {
  if (outcome.kind === "failed") return `${name} was not backfilled: ${visible(outcome.message)}`;
  const seconds = (outcome.durationMs / 1000).toFixed(1);
  const verdicts = Object.entries(outcome.verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  const found = `${name}: ${counted(outcome.cells, "value")} of ${counted(outcome.runs, "past run")} in ${seconds} s${verdicts.length > 0 ? ` (${verdicts.join(", ")})` : ""}.`;
  const stopped = outcome.kind === "cancelled" ? " Cancelled; what was finished is kept." : "";
  const [first] = outcome.refused;
  const refused = first === undefined ? "" : ` ${counted(outcome.refused.length, "run")} refused: ${visible(first.reason).replace(/[.!]?$/, ".")}`;
  return `${found}${stopped}${refused}${outcome.cells > 0 ? " Hover the statement to see them." : ""}`;
}

function isBackfillArgument(value: unknown): value is BackfillArgument {
  if (typeof value !== "object" || value === null) return false;
  const { uri, line, names } = value as Partial<BackfillArgument>;
  return typeof uri === "string" && typeof line === "number" && Array.isArray(names);
}
