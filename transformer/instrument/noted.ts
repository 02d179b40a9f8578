/** Expressions whose values pass through the runtime, because something about them could not be told afterwards. One file for each construct; this is their list. */
import type ts from "typescript";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import { FILE_NUMBER } from "../../runtime/format/journal-rows.ts";
import { clockCall, givesUnwritten, inputKind, unlessKept } from "./inputs.ts";
import { keepIterator } from "./iterators.ts";
import { laterCall } from "./later.ts";
import { notingOrigin } from "./origins.ts";
import { noteTemplate } from "./templates.ts";

/** What the module's visitor lends to these constructs. */
export interface NotingHost {
  readonly emit: Emitter;
  readonly sites: FileSites;
  /** Numbers of the tagged templates. */
  readonly templates: ReadonlyMap<ts.Node, number>;
  /** Variables of blocks that hold iterators, by the call that makes one. */
  readonly holds: ReadonlyMap<ts.Node, string>;
  readonly replay: boolean;
  /** The generator that is visited. */
  readonly generator: { counts(loop: ts.ForOfStatement): boolean } | null;
  /** A plain copy of a loop is visited: no boundary comes while it runs. */
  readonly isPlain: boolean;
  visit<T extends ts.Node>(node: T): T;
}

/** The instrumented expression; null for all others. @param children - visits what is in the node */
export function notedExpression(host: NotingHost, node: ts.Node, children: () => ts.Expression): ts.Expression | null {
  const { emit, sites } = host;
  const visit = <T extends ts.Node>(inner: T): T => host.visit(inner);
  if (makesSymbol(host, node)) return emit.around(node as ts.Expression, emit.call("symbol", children()));
  const input = inputKind(emit.ts, sites, node);
  if (input !== null) {
    const kind = input === FILE_NUMBER ? emit.call("opening") : emit.number(input);
    return emit.around(node as ts.Expression, emit.call("input", kind, host.replay ? unlessKept(emit, node, input, children()) : children()));
  }
  if (givesUnwritten(emit.ts, sites, node)) return emit.around(node as ts.Expression, emit.call("unwritten", children()));
  const id = host.templates.get(node);
  if (id !== undefined) return noteTemplate(emit, { sites, id }, node as ts.TaggedTemplateExpression, visit);
  return (
    notingOrigin(emit, sites, node, visit) ??
    keepIterator(emit, node, children, {
      scopes: sites.scopes,
      hold: host.holds.get(node),
      isAccounted: (loop) => host.generator?.counts(loop) !== true,
      isPlain: host.isPlain,
    }) ??
    clockCall(emit, node, visit) ??
    laterCall(emit, sites, node, children)
  );
}

/** `Symbol("x")` -> `hl.symbol(Symbol("x"))`: only symbols that instrumented code made are made anew by a restore. */
function makesSymbol({ emit: { ts: ts_ }, sites }: NotingHost, node: ts.Node): boolean {
  return ts_.isCallExpression(node) && ts_.isIdentifier(node.expression) && node.expression.text === "Symbol" && !sites.scopes.references.has(node.expression);
}
