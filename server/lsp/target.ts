/** The log statement that a request is about. */
import type { Position, Range } from "vscode-languageserver/node";
import { configuredLogCalls } from "../log-calls.ts";
import type { LogSite } from "../../runtime/format/site.ts";
import type { Session } from "./server.ts";
import { statementAt } from "./statements.ts";

/** A log statement of a buffer. */
export interface Target {
  readonly uri: string;
  /** Absolute path of the buffer's file. */
  readonly path: string;
  /** The buffer's text, saved or not. */
  readonly text: string;
  readonly site: LogSite;
  readonly range: Range;
}

/** The log statement at a position of a buffer; null where there is none, or where the buffer is no file. */
export async function findStatement(session: Pick<Session, "documents" | "past">, uri: string, position: Position): Promise<Target | null> {
  const document = session.documents.get(uri);
  const path = session.documents.pathOf(uri);
  if (document === undefined || path === null) return null;
  const text = document.getText();
  const site = statementAt((await session.past.statements.of(path, text, configuredLogCalls(path))).sites, document.offsetAt(position));
  if (site === null) return null;
  return { uri, path, text, site, range: { start: document.positionAt(site.start), end: document.positionAt(site.end) } };
}

/** What a log statement is called in sentences: its record names, else the call. */
export function label(site: LogSite): string {
  const names = site.names.filter((name) => name !== null);
  return names.length === 0 ? `${site.callee}(…)` : names.join(", ");
}
