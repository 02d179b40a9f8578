/** What hindlog makes of a text, for people: each loop with why it has checkpoints or not and what they save, each log statement with what it records. */
import type ts from "typescript";
import type { LoopKind } from "../runtime/format/site.ts";
import { enclosingFunction, functionName, isFunctionScope } from "./analyse/functions.ts";
import { IGNORED, ignoresFile } from "./analyse/ignore.ts";
import { isWritten } from "./analyse/references.ts";
import { findSites, type FileSites, type LoopInfo } from "./analyse/sites.ts";
import { loopSlots, moduleBindings, type Slot } from "./analyse/state.ts";

/** A name that a boundary saves, and what the loop does with it. */
export interface SavedState {
  readonly name: string;
  /** `captured`: a function that is made in the loop uses it. */
  readonly uses: readonly ("loop variable" | "assigned" | "read" | "captured")[];
}

/** A loop; lines are 1-based. */
export interface ExplainedLoop {
  readonly id: number;
  readonly name: string;
  readonly kind: LoopKind;
  readonly line: number;
  readonly endLine: number;
  /** Dotted name of the function around it, `""` at module level. */
  readonly fn: string;
  /** Name of the loop around it in the same function. */
  readonly parent: string | null;
  readonly checkpointable: boolean;
  /** A sentence or two: why, and where not, what to do about it. */
  readonly why: string;
  /** Of its own function; what modules hold is saved as well ({@link ModuleExplanation.module}). Empty where it is not checkpointable. */
  readonly saves: readonly SavedState[];
}

/** A log statement; lines are 1-based. */
export interface ExplainedLog {
  readonly id: number;
  readonly callee: string;
  readonly line: number;
  readonly endLine: number;
  readonly fn: string;
  /** Name of the loop around it in the same function. */
  readonly loop: string | null;
  /** `name`: null where it is computed at run time. */
  readonly records: readonly { readonly name: string | null; readonly expression: string }[];
}

/** A function that runs elsewhere, with all that stands in it; lines are 1-based. */
export interface ExplainedFunction {
  /** Dotted name, ends in `"?"` where it has none. */
  readonly fn: string;
  readonly line: number;
  readonly endLine: number;
  /** What sends it away, in a sentence. */
  readonly why: string;
}

/** A whole text. */
export interface ModuleExplanation {
  /** Whether it asks to be left alone (`hindlog-ignore-file`); the rest is what would hold without. */
  readonly ignored: boolean;
  /** Variables of the module that every boundary of the program saves. */
  readonly module: readonly string[];
  readonly loops: readonly ExplainedLoop[];
  readonly logs: readonly ExplainedLog[];
  /** What is left as it is: it has no loops and no log statements for hindlog. */
  readonly elsewhere: readonly ExplainedFunction[];
}

/** What to explain. */
export interface ExplainRequest {
  readonly fileName: string;
  readonly text: string;
  /** `ModuleDescriptor.logCalls` */
  readonly logCalls: readonly string[];
}

/** Explains a text; never throws on syntax errors. */
export function explainModule(ts_: typeof ts, { fileName, text, logCalls }: ExplainRequest): ModuleExplanation {
  const file = ts_.createSourceFile(fileName, text, ts_.ScriptTarget.Latest, true);
  const sites = findSites(ts_, file, { logCalls });
  const loops = [...sites.loops.values()];
  const nameOf = (id: number | null): string | null => loops.find((loop) => loop.site.id === id)?.site.name ?? null;
  const lineOf = (offset: number): number => file.getLineAndCharacterOfPosition(offset).line + 1;
  return {
    ignored: ignoresFile(ts_, file),
    module: moduleBindings(sites)
      .filter((binding) => (binding.kind !== "function" && binding.kind !== "class") || binding.assigned)
      .map((binding) => binding.name),
    loops: loops.map((loop) => explainLoop(ts_, sites, loop, { nameOf, lineOf })),
    logs: [...sites.logs.values()].map(({ site }) => ({
      id: site.id,
      callee: site.callee,
      line: site.line + 1,
      endLine: lineOf(site.end),
      fn: site.fn,
      loop: nameOf(site.loop),
      records: site.names.map((name, part) => ({ name, expression: site.expressions[part]! })),
    })),
    elsewhere: [...sites.sentAway.values()].map(({ fn, sender, to }) => ({
      fn: functionName(ts_, fn.body ?? fn),
      line: lineOf(fn.getStart(file)),
      endLine: lineOf(fn.end),
      why: `${to === null ? "Its text is asked for" : `It is handed to \`${to}\``} at line ${lineOf(sender.getStart(file))}: where it runs then, there is no hindlog. Its loops have no checkpoints, its log statements no history.`,
    })),
  };
}

interface Naming {
  readonly nameOf: (id: number | null) => string | null;
  readonly lineOf: (offset: number) => number;
}

function explainLoop(ts_: typeof ts, sites: FileSites, loop: LoopInfo, { nameOf, lineOf }: Naming): ExplainedLoop {
  const { id, name, kind, line, end, fn, parent, checkpointable, reason } = loop.site;
  return {
    id,
    name,
    kind,
    line: line + 1,
    endLine: lineOf(end),
    fn,
    parent: nameOf(parent),
    checkpointable,
    why: checkpointable ? `${CHECKPOINTABLE}${kind === "for-await" ? ` ${WAITING}` : ""}` : (WHY_NOT[reason ?? ""] ?? `It cannot be checkpointed: ${reason}.`),
    saves: checkpointable ? loopSlots(ts_, sites, loop).map((slot) => ({ name: slot.name, uses: usesOf(ts_, sites, loop, slot) })) : [],
  };
}

const CHECKPOINTABLE = "Its state can be saved at the start of each iteration and at its exit; how often that happens depends on what it costs.";

const WAITING =
  "That holds where it goes over an array, a Map, a Set or something else that is iterated without waiting, or drives an async generator of instrumented code from its start; others cannot be asked again for an earlier item. Collect their items first and loop over the array.";

/** By `LoopSite.reason`. */
const WHY_NOT: Readonly<Record<string, string>> = {
  "calls nothing":
    "It calls nothing that could record or last, so checkpoints of the loop or function around it are cheaper than its own. There is nothing to do: the loop around it is replayed instead.",
  yields:
    "It yields: it goes on whenever somebody asks its generator for more, so what drives the generator is checkpointed instead, with the generator as it waits. There is nothing to do.",
  "in an async generator":
    "It is in an async generator: such a loop goes on whenever somebody waits for more of it. To have checkpoints of its own, put the loop into an async function.",
  "reads `arguments` of the module":
    "It reads the `arguments` that Node calls a CommonJS module with, which cannot be restored. Read `module`, `exports` or `require` by their names instead.",
  "assigns `arguments`": "It stands in a module that assigns to `arguments`. Take them as rest parameters (`...args`) instead.",
  "direct `eval` may use any name":
    "A direct `eval` within reach may use any name, so nobody knows what its state is. Call `(0, eval)(text)`, or move the `eval` into a function of its own.",
  "`with` may use any name": "A `with` statement within reach may mean any name, so nobody knows what its state is. Write out the object's properties.",
  [IGNORED]: "A `hindlog-ignore` comment before it, or before what is around it, leaves it alone. Remove the comment to have checkpoints.",
};

function usesOf(ts_: typeof ts, sites: FileSites, loop: LoopInfo, slot: Slot): SavedState["uses"] {
  const found = new Set<SavedState["uses"][number]>(slot.head ? ["loop variable"] : []);
  const own = enclosingFunction(ts_, loop.node);
  const binding = slot.reference === null ? undefined : sites.scopes.references.get(slot.reference);
  const look = (node: ts.Node): void => {
    if (slot.reference === null) {
      if (isFunctionScope(ts_, node) && !ts_.isArrowFunction(node)) return;
      if (node.kind === ts_.SyntaxKind.ThisKeyword || node.kind === ts_.SyntaxKind.SuperKeyword) found.add("read");
    } else if (ts_.isIdentifier(node) && sites.scopes.references.get(node) === binding) {
      if (enclosingFunction(ts_, node) !== own) found.add("captured");
      else if (isWritten(ts_, node)) found.add("assigned");
      else found.add("read");
    }
    ts_.forEachChild(node, look);
  };
  look(loop.node);
  return [...found];
}
