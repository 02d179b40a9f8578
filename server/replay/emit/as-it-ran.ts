/** Emitted code for a replay that does what the file did that ran: where it lies, and what it loads by names that are known only then. */
import type ts from "typescript";
import { isReference } from "../../../transformer/analyse/references.ts";

interface Emitted {
  readonly format: "esm" | "cjs";
  /** Whether the emitted file has a longer name than the one that ran. */
  readonly isRenamed: boolean;
}

interface Edit {
  readonly at: number;
  readonly text: string;
}

/** What code asks about its own file, and `import(expression)` and `require(expression)`, whose meaning is known when they run; guard.ts answers. */
export function asItRan(ts_: typeof ts, code: string, { format, isRenamed }: Emitted): string {
  if (!/\b(?:import|require)\s*\(\s*(?!["'])|\bimport\.meta\.(?:url|filename)\b|\b__filename\b/.test(code)) return code;
  const file = ts_.createSourceFile("emitted.js", code, ts_.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const where = format === "esm" ? "import.meta.url" : "__filename";
  const visit = (node: ts.Node): void => {
    if (ts_.isCallExpression(node) && node.arguments[0] !== undefined && !ts_.isStringLiteralLike(node.arguments[0])) {
      const { expression } = node;
      if (expression.kind === ts_.SyntaxKind.ImportKeyword || (ts_.isIdentifier(expression) && expression.text === "require")) {
        edits.push(
          { at: node.arguments[0].getStart(file), text: `globalThis[Symbol.for("hindlog.replay.resolve")](` },
          { at: node.arguments[0].end, text: `, ${where})` },
        );
      }
    }
    if (isRenamed) edits.push(...ownName(ts_, node));
    ts_.forEachChild(node, visit);
  };
  visit(file);
  return edits.sort((a, b) => b.at - a.at).reduce((text, edit) => text.slice(0, edit.at) + edit.text + text.slice(edit.at), code);
}

/** `import.meta.url` and `__filename` are those of the file that ran: without the ending that its emitted file got. */
function ownName(ts_: typeof ts, node: ts.Node): Edit[] {
  const without = ".slice(0, -4)";
  const { parent } = node;
  // What hindlog's own code is told stays as it is.
  if (parent !== undefined && ts_.isCallExpression(parent) && /^hl\w*\.module$/.test(parent.expression.getText())) return [];
  if (ts_.isPropertyAccessExpression(node) && ts_.isMetaProperty(node.expression) && /^(?:url|filename)$/.test(node.name.text))
    return [{ at: node.end, text: without }];
  if (!ts_.isIdentifier(node) || node.text !== "__filename") return [];
  if (ts_.isShorthandPropertyAssignment(parent)) return [{ at: node.end, text: `: __filename${without}` }];
  return isReference(ts_, node) ? [{ at: node.end, text: without }] : [];
}
