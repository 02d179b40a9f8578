/**
 * Functions whose whole body is an expression, `(row) => score(row)`.
 *
 * A statement has no place in them: who adds one writes a block around the expression first. So does the older text here,
 * `(row) => { const value = score(row); return value; }`, which does the same; of the blocks only those stay that a statement went into.
 */
import type ts from "typescript";
import { innermost } from "../../analyse/nodes.ts";
import { editedRanges } from "../edit/verify.ts";
import { applyEdits } from "../edit/edits.ts";
import { wordsIn, type Range } from "../text/tokens.ts";
import type { PropagationEdit } from "../types.ts";

/** A text with blocks around bodies that are expressions. */
export interface WithBlocks {
  readonly text: string;
  /** The insertions that made it. */
  readonly edits: readonly PropagationEdit[];
  /** The blocks in `text`, of each body in the order of the edits. */
  readonly blocks: readonly Range[];
  /** What the values are called. */
  readonly name: string;
}

/** What the value of such a body is called; numbers are added where the name is taken. */
const VALUE = "value";

/** Offsets of the bodies that are expressions, but for functions and classes: those are named after what they are assigned to. */
export function conciseBodies(compiler: typeof ts, file: ts.SourceFile): Range[] {
  const found: Range[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isArrowFunction(node) && !compiler.isBlock(node.body) && !isNamedByAssignment(compiler, node.body))
      found.push({ start: node.body.getStart(file), end: node.body.end });
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isNamedByAssignment(compiler: typeof ts, body: ts.Expression): boolean {
  const inner = innermost(compiler, body);
  return compiler.isFunctionLike(inner) || compiler.isClassExpression(inner);
}

/** Puts blocks around bodies of a text. @param taken - texts whose words are no name for the value */
export function withBlocks(older: { readonly path: string; readonly text: string }, bodies: readonly Range[], taken: readonly string[]): WithBlocks {
  const { path, text } = older;
  const name = freeName(VALUE, [text, ...taken]);
  const opening = bodies.map(({ start }, index) => ({ index, edit: { path, offset: start, text: `{ const ${name} = ` } }));
  const closing = bodies.map(({ end }, index) => ({ index, edit: { path, offset: end, text: `; return ${name}; }` } }));
  // Bodies that end together end from the inside out: the inner one stands later in the list.
  const all = [...closing.toReversed(), ...opening].toSorted((a, b) => a.edit.offset - b.edit.offset);
  const edits = all.map(({ edit }) => edit);
  const ranges = editedRanges(edits);
  const blocks = bodies.map((_, index) => {
    const [first, last] = all.flatMap((one, at) => (one.index === index ? [ranges[at]!] : []));
    return { start: first!.start, end: last!.end };
  });
  return { text: applyEdits(text, edits), edits, blocks, name };
}

/** A name, or the name with a number where one of the texts has it. */
export function freeName(wanted: string, texts: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}${number}`;
    if (texts.every((text) => wordsIn(text, name).length === 0)) return name;
  }
}

/** The innermost of ranges that an offset is inside of; -1 for none. */
export function innermostRange(ranges: readonly Range[], offset: number): number {
  let found = -1;
  ranges.forEach(({ start, end }, index) => {
    if (start < offset && offset < end && (found < 0 || ranges[found]!.start <= start)) found = index;
  });
  return found;
}

/** Insertions into a text that was made by insertions, as insertions into what it was made from. */
export function composed(first: readonly PropagationEdit[], second: readonly PropagationEdit[]): PropagationEdit[] {
  const ranges = editedRanges(first);
  const within: PropagationEdit[][] = first.map(() => []);
  const apart: PropagationEdit[] = [];
  for (const edit of second) {
    const at = ranges.findIndex(({ start, end }) => start <= edit.offset && edit.offset <= end);
    const shift = first.reduce((sum, one, index) => sum + (ranges[index]!.end <= edit.offset ? one.text.length : 0), 0);
    if (at >= 0) within[at]!.push({ ...edit, offset: edit.offset - ranges[at]!.start });
    else apart.push({ ...edit, offset: edit.offset - shift });
  }
  return [...first.map((edit, index) => ({ ...edit, text: applyEdits(edit.text, within[index]!) })), ...apart];
}
