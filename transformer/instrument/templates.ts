/**
 * Tagged templates: the object with the strings that a tag is given has an identity, which belongs to the place in the source.
 *
 * in                   out
 * sql`...`             hl.template(hl_m, 3, sql, "sql")`...`
 * db.sql`...`          hl.template(hl_m, 3, db, "db", "sql").sql`...`
 *
 * `String.raw` keeps nothing and is left alone, and so are tags that have no name to call them by.
 */
import type ts from "typescript";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import { callee } from "./spelling.ts";

/** The instrumented expression; null where it is left alone. @param visit - the module's visitor, for children. */
export function noteTemplate(
  emit: Emitter,
  { sites, id }: { readonly sites: FileSites; readonly id: number },
  node: ts.TaggedTemplateExpression,
  visit: <T extends ts.Node>(node: T) => T,
): ts.Expression | null {
  const { ts: ts_, factory } = emit;
  const member = ts_.isPropertyAccessExpression(node.tag) && !ts_.isPrivateIdentifier(node.tag.name) ? node.tag : null;
  const target = member === null ? node.tag : member.expression;
  const text = target.kind === ts_.SyntaxKind.SuperKeyword || isRaw(emit, sites, node.tag) ? null : callee(ts_, target);
  if (text === null) return null;
  const named = member === null ? [] : [emit.text(member.name.text)];
  const noted = emit.standingFor(target, emit.call("template", emit.id(emit.module), emit.number(id), visit(target), emit.text(text), ...named));
  // What the language throws for a missing member has its place; for what is no function, that of the template.
  emit.standingFor(member === null ? node.template : member.name, (noted.expression as ts.PropertyAccessExpression).name);
  const tag = member === null ? noted : factory.updatePropertyAccessExpression(member, noted, member.name);
  return factory.updateTaggedTemplateExpression(node, tag, undefined, visit(node.template));
}

function isRaw({ ts: ts_ }: Emitter, sites: FileSites, tag: ts.Expression): boolean {
  if (!ts_.isPropertyAccessExpression(tag) || tag.name.text !== "raw" || !ts_.isIdentifier(tag.expression)) return false;
  return tag.expression.text === "String" && !sites.scopes.references.has(tag.expression);
}
