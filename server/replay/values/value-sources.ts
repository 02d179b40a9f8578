/** What from outside the program the values of inserted statements may come from: what a replay does not have, and packages that may be others today. */
import { isBuiltin } from "node:module";
import type ts from "typescript";
import { ForeignImports, type IsForeign } from "./foreign-values.ts";
import type { ReachTarget } from "../calls/reach.ts";
import { nodeAround } from "../../../transformer/analyse/nodes.ts";
import { buildDeepFlow, buildFlow, sourcesOf } from "./value-flow.ts";
import { placeOf } from "../journal-events.ts";

/** What a value may come from. */
export interface ValueSources {
  /** `network`, `process`, `thread`, `input`, as guard.ts calls what a replay does not have; `files` for what is done with files, `clocks` for clocks and chance. */
  readonly missing: ReadonlySet<string>;
  /** Imports of packages: specifiers. */
  readonly packages: ReadonlySet<string>;
  /** Everything, as value-flow.ts names it. */
  readonly names: ReadonlySet<string>;
}

const MISSING_BEHIND = new Map([
  ...["http", "https", "http2", "net", "tls", "dgram", "dns", "dns/promises"].map((name) => [name, "network"] as const),
  ...["child_process", "cluster"].map((name) => [name, "process"] as const),
  ...["fs", "fs/promises", "sqlite"].map((name) => [name, "files"] as const),
  ...["crypto", "perf_hooks", "process"].map((name) => [name, "clocks"] as const),
  ["worker_threads", "thread"],
]);
const NETWORK = new Set(["fetch", "WebSocket", "EventSource"]);
const CLOCKS = new Set(["Date", "Intl", "performance", "crypto"]);
const MISSING = "missing ";
const PACKAGE = "package ";

interface Asked {
  readonly targets: readonly (ReachTarget & { readonly statement: number })[];
  /** Whether an import is of a package that the values are asked for. */
  readonly isForeign: IsForeign;
  /** Whether packages may have changed later what they were given. @defaultValue false */
  readonly isDeep?: boolean;
}

/** @param files - the modules as they are replayed, parsed, by path. @returns by `module#statement`. */
export function findValueSources(ts_: typeof ts, files: ReadonlyMap<string, ts.SourceFile>, { targets, isForeign, isDeep }: Asked): Map<string, ValueSources> {
  const imports = new ForeignImports(ts_, files, (specifier, module) => missingBehind(specifier) !== undefined || isForeign(specifier, module));
  const mark = (node: ts.Identifier): string | null => {
    const specifier = imports.at(node);
    if (specifier !== null) {
      const missing = missingBehind(specifier);
      return missing === undefined ? PACKAGE + specifier : MISSING + missing;
    }
    if (NETWORK.has(node.text)) return `${MISSING}network`;
    if (CLOCKS.has(node.text)) return `${MISSING}clocks`;
    if (node.text !== "process") return null;
    const member = ts_.isPropertyAccessExpression(node.parent) ? node.parent.name.text : null;
    if (member === "stdin") return `${MISSING}input`;
    return member === null || member === "hrtime" || member === "uptime" ? `${MISSING}clocks` : null;
  };
  const flow = (isDeep === true ? buildDeepFlow : buildFlow)(ts_, files.values(), mark);
  const found = new Map<string, ValueSources>();
  for (const target of targets) {
    const file = files.get(target.module);
    if (file !== undefined) found.set(placeOf(target), sortedOut(sourcesOf(ts_, nodeAround(ts_, file, target), flow, mark)));
  }
  return found;
}

function missingBehind(specifier: string): string | undefined {
  return isBuiltin(specifier) ? MISSING_BEHIND.get(specifier.replace(/^node:/, "")) : undefined;
}

function sortedOut(sources: ReadonlySet<string>): ValueSources {
  const startingWith = (kind: string): Set<string> =>
    new Set([...sources].filter((source) => source.startsWith(kind)).map((source) => source.slice(kind.length)));
  return { missing: startingWith(MISSING), packages: startingWith(PACKAGE), names: sources };
}
