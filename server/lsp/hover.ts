import { MarkupKind, type Hover, type HoverParams } from "vscode-languageserver/node";
import { hoverContent } from "./render/hover.ts";
import type { Session } from "./server.ts";
import { findStatement, label } from "./target.ts";
import { wayOut } from "./way-out.ts";

/** `textDocument/hover`: what the log statement under the cursor logged in all past runs; null off log statements. */
export async function hover(session: Session, params: HoverParams): Promise<Hover | null> {
  const target = await findStatement(session, params.textDocument.uri, params.position);
  if (target === null) return null;
  const past = await session.past.of(target);
  const running = session.backfills.runningFor(past.root);
  const sentences = [
    ...(running === null ? [] : [`A backfill of ${running} is under way; hover again for what it has found.`]),
    ...wayOut(past, label(target.site)),
  ];
  const markdown = session.client().textDocument?.hover?.contentFormat?.[0] === MarkupKind.Markdown;
  return { contents: hoverContent({ tables: past.names, sentences }, markdown, new Date()), range: target.range };
}
