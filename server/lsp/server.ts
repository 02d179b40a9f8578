/**
 * Wires the language server: which request goes to which feature. No logic of its own.
 *
 * Invariants
 * 1. A request never fails and never shows a dialog: what went wrong is said in the hover or in a notification.
 * 2. No request but the explicit command runs code of the user's, and none writes outside `.hindlog`.
 */
import {
  ShowMessageNotification,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type InitializeResult,
  type MessageType,
} from "vscode-languageserver/node";
import { BackfillCommand } from "./backfill-command.ts";
import { codeActions } from "./code-actions.ts";
import { Documents } from "./documents.ts";
import { hover } from "./hover.ts";
import { Pasts } from "./past.ts";
import { ProgressDesk } from "./progress.ts";

/** What the features share. */
export interface Session {
  readonly documents: Documents;
  readonly past: Pasts;
  readonly backfills: BackfillCommand;
  /** What the client can show; {} before `initialize`. */
  readonly client: () => ClientCapabilities;
  /** Tells the user something without waiting for an answer. */
  readonly notify: (type: MessageType, message: string) => void;
}

/** Serves one client until it leaves. */
export function serve(connection: Connection): void {
  let client: ClientCapabilities = {};
  const documents = new Documents(connection);
  const past = new Pasts(documents);
  // The notification, not the request of the same name: requests for a choice block Neovim 0.7.
  const notify = (type: MessageType, message: string): void =>
    void connection.sendNotification(ShowMessageNotification.type, { type, message }).catch(() => undefined);
  const backfills = new BackfillCommand({ documents, past, notify, progress: new ProgressDesk(connection), client: () => client });
  const session: Session = { documents, past, backfills, notify, client: () => client };

  connection.onInitialize(({ capabilities }): InitializeResult => {
    client = capabilities;
    return {
      serverInfo: { name: "hindlog" },
      capabilities: {
        positionEncoding: "utf-16",
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ["refactor"] },
        executeCommandProvider: { commands: backfills.commands },
      },
    };
  });
  connection.onHover((params) => hover(session, params));
  connection.onCodeAction((params) => codeActions(session, params));
  connection.onExecuteCommand((params) => backfills.execute(params));
  // The first hover should find everything loaded.
  documents.onOpen((document) => {
    const path = documents.pathOf(document.uri);
    if (path !== null) void past.warmUp(path, document.getText());
  });
  connection.onShutdown(async () => {
    backfills.cancelAll();
    await past.close();
  });
  connection.listen();
}
