import { CodeActionKind, type CodeAction, type CodeActionParams, type Command } from "vscode-languageserver/node";
import { BACKFILL, CANCEL } from "./backfill-command.ts";
import { counted } from "./render/history-table.ts";
import { clip, visible } from "../render/escape.ts";
import type { Session } from "./server.ts";
import { findStatement, label } from "./target.ts";

/** `textDocument/codeAction`: backfill the log statement under the cursor into the past runs that lack it, or stop doing so. */
export async function codeActions(session: Session, params: CodeActionParams): Promise<(CodeAction | Command)[]> {
  if (params.context.only?.every((kind) => kind !== "" && kind !== CodeActionKind.Refactor) === true) return [];
  const target = await findStatement(session, params.textDocument.uri, params.range.start);
  if (target === null) return [];
  const past = await session.past.of(target);
  const running = session.backfills.runningFor(past.root);
  if (running !== null) return [action(session, { title: `Cancel the backfill of ${running}`, command: CANCEL, arguments: [past.root] })];
  if (past.lacking.length === 0) return [];
  const name = clip(visible(label(target.site)), 60);
  return [
    action(session, {
      title: `Backfill ${name} into ${counted(past.lacking.length, "past run")}`,
      command: BACKFILL,
      arguments: [{ uri: target.uri, line: target.range.start.line, names: target.site.names }],
    }),
  ];
}

/** The command is there at once: VS Code and Neovim up to 0.10 resolve nothing of an action but its `edit`. */
function action(session: Session, command: Command): CodeAction | Command {
  const literals = session.client().textDocument?.codeAction?.codeActionLiteralSupport !== undefined;
  return literals ? { title: command.title, kind: CodeActionKind.Refactor, command } : command;
}
