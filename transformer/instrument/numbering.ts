/**
 * What checkpoints refer to by number, or by place in a list. It comes from a text by rules that another release of hindlog may have changed: a checkpoint
 * would be restored into other variables then, or make other functions. Each module tells the hash of it (`ModuleDescriptor.numbering`), and a run is
 * restored only where that is what this release would tell.
 */
import { createHash } from "node:crypto";
import type ts from "typescript";
import { findClosures, type Closures } from "../analyse/closures.ts";
import { findGenerators, type GeneratorInfo } from "../analyse/generators.ts";
import { findSites, listSites, type AnalysisOptions, type FileSites } from "../analyse/sites.ts";
import { moduleBindings } from "../analyse/state.ts";
import { findTemplates } from "../analyse/templates.ts";
import { slotLists } from "./boundaries.ts";
import { pointNames } from "./generators.ts";
import { isFollowed } from "./loops.ts";

/** What has numbers in a file, beside its loops and log statements. */
export interface Numbered {
  readonly closures: Closures["places"];
  readonly environments: Closures["environments"];
  readonly templates: ReadonlyMap<ts.Node, number>;
  readonly generators: ReadonlyMap<ts.Node, GeneratorInfo>;
}

/** Finds it. */
export function findNumbered(ts_: typeof ts, sites: FileSites): Numbered {
  const { places, environments } = findClosures(ts_, sites);
  return { closures: places, environments, templates: findTemplates(ts_, sites), generators: findGenerators(ts_, sites, places) };
}

/** What a text has of all this, for those who need no nodes: its loops and log statements, and the hash. */
export function numbersOf(ts_: typeof ts, text: string, fileName: string, options: AnalysisOptions): ReturnType<typeof listSites> & { numbering: string } {
  const sites = findSites(ts_, ts_.createSourceFile(fileName, text, ts_.ScriptTarget.Latest, true), options);
  return { ...listSites(sites), numbering: numberingOf(ts_, sites, findNumbered(ts_, sites)) };
}

/** The hash; means something only for a text without insertions. */
export function numberingOf(ts_: typeof ts, sites: FileSites, { closures, environments, templates, generators }: Numbered): string {
  const at = (node: ts.Node): number => node.getStart(sites.file);
  const host = { emit: { ts: ts_ }, sites, environments };
  const followed = (loop: ts.IterationStatement): boolean => isFollowed(host, sites.loops.get(loop)!, "original");
  const all = [
    [...sites.loops.values()].map((loop) => [loop.site, slotLists(ts_, host, loop)]),
    [...sites.logs.values()].map(({ site }) => site),
    [...closures.values()].map(({ node, slots, environment, why }) => [at(node), slots.map(({ name }) => name), environment?.id, why]),
    [...environments.values()].map(({ slots, parent }) => [slots.map(({ name }) => name), parent?.id]),
    [...templates.keys()].map(at),
    [...generators.values()].map((info) => [
      at(info.node),
      info.functions.map(({ name }) => name),
      [info.start, ...info.yields.values()].map((point) => pointNames(sites, info, point, followed)),
    ]),
    moduleBindings(sites).map(({ name }) => name),
  ];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 16);
}
