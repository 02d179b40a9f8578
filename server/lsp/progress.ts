/**
 * Work-done progress in an editor, with its cancel button.
 *
 * Invariants
 * 1. A client that refuses or does not know progress costs nothing: the work goes on without it.
 * 2. Cancelling works for tokens that the client sent and for tokens that the server made.
 */
import { randomUUID } from "node:crypto";
import {
  WorkDoneProgress,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
  type Connection,
  type ProgressToken,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from "vscode-languageserver/node";

/** One piece of work that an editor shows. */
export interface Progress {
  /** @param percent - 0 to 100 */
  report(message: string, percent: number): void;
  /** @param message - how it ended */
  done(message: string): void;
}

/** The progress reports of one connection. */
export class ProgressDesk {
  readonly #connection: Connection;
  readonly #cancels = new Map<ProgressToken, () => void>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Shows a piece of work.
   *
   * @param token - the client's own token for it, where it sent one
   * @param supported - whether the client lets the server make tokens
   * @param cancel - called when the user presses cancel
   */
  async start(work: { title: string; token: ProgressToken | undefined; supported: boolean; cancel: () => void }): Promise<Progress> {
    const token = work.token ?? (work.supported ? await this.#create() : undefined);
    if (token === undefined) return { report: () => undefined, done: () => undefined };
    const send = (value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd): void =>
      void this.#connection.sendProgress(WorkDoneProgress.type, token, value).catch(() => undefined);
    this.#cancels.set(token, work.cancel);
    // Not earlier: while it initializes, vscode-languageserver puts a handler of its own there, which knows its own tokens only.
    this.#connection.onNotification(WorkDoneProgressCancelNotification.type, (cancelled) => this.#cancels.get(cancelled.token)?.());
    send({ kind: "begin", title: work.title, cancellable: true, percentage: 0 });
    return {
      report: (message, percent) => send({ kind: "report", message, percentage: Math.round(percent) }),
      done: (message) => {
        this.#cancels.delete(token);
        send({ kind: "end", message });
      },
    };
  }

  async #create(): Promise<ProgressToken | undefined> {
    const token = `hindlog-${randomUUID()}`;
    try {
      await this.#connection.sendRequest(WorkDoneProgressCreateRequest.type, { token });
      return token;
    } catch {
      // Clients may refuse (Helix does, while it starts); the work matters more than showing it.
      return undefined;
    }
  }
}
