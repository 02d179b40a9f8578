/**
 * Statements that propagation added, as a replay executes them.
 *
 * in                       out
 * console.log("x", f());   try { hl.aside(); console.log("x", f()); } catch (hl_e) { hl.threw(hl_m, -1, hl_e); } finally { hl.rejoin(); }
 */
import type ts from "typescript";
import { isInserted } from "../analyse/inserted.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";

/** What an inserted statement draws from the generator and reads from clocks is undone behind it; what it throws is told, and is not the program's. Others are as they were visited. */
export function aside(
  { emit, sites }: { readonly emit: Emitter; readonly sites: FileSites },
  statement: ts.Statement,
  visited: ts.Statement | undefined,
): ts.Statement | undefined {
  if (visited === undefined || !emit.ts.isExpressionStatement(statement) || !isInserted(statement, sites.inserted)) return visited;
  const own = [...sites.logs.values()].find(({ node }) => statement.pos <= node.pos && node.end <= statement.end);
  if (own === undefined) return visited;
  const error = emit.fresh("hl_e");
  const told = emit.statement(emit.call("threw", emit.id(emit.module), emit.number(own.site.id), emit.id(error)));
  const body = [emit.statement(emit.call("aside")), visited];
  return emit.tryCatchFinally(body, { error, handled: [told] }, [emit.statement(emit.call("rejoin"))]);
}
