/** What of a program depends on the order in which activities, callbacks and timers went on, which runs do not keep. By names alone, as call-graph.ts knows who calls whom. */
import type { Node } from "typescript";
import { compiler as ts } from "../../compiler.ts";
import { CLOCKS, SEEDED, SYSTEM_CHANCE } from "./clocks-and-chance.ts";
import { buildCallGraph, type CallGraph } from "../calls/call-graph.ts";
import { hiddenCalls, type HiddenCalls } from "./hidden-calls.ts";
import type { Placement } from "../statements/place-statements.ts";
import type { ProgramPackages } from "../packages/program-packages.ts";
import { racingCode, type RacingCode } from "./racing-code.ts";
import { sharedNames, type SharedNames } from "./shared-names.ts";
import { isFailure, stoppedCode } from "./stopped-code.ts";
import type { ReachTarget } from "../calls/reach.ts";
import type { IsForeign } from "../values/foreign-values.ts";
import { behind, reversed, type Flow } from "../values/flow.ts";
import { buildFlow } from "../values/value-flow.ts";
import { nodeAround } from "../../../transformer/analyse/nodes.ts";
import type { ValueSources } from "../values/value-sources.ts";
import { calledName } from "../values/value-calls.ts";
import { plainName } from "../values/variable-names.ts";

/** What is kept of the outside. */
const INPUTS = [...CLOCKS, ...SYSTEM_CHANCE];

const ENDS = new Set(["exit", "abort", "kill"]);

const APPENDS = ["appendFile", "appendFileSync"];
/** What changes files that others may read. */
const WRITES = [
  ...APPENDS,
  ..."write writeSync writeFile writeFileSync createWriteStream rename renameSync unlink unlinkSync rm rmSync mkdir mkdirSync".split(" "),
];

const known = new WeakMap<Placement, Races>();

/** Of a version with its statements: looked for once, where somebody asks. */
export function racesOf(placement: Placement, packages: ProgramPackages): Races {
  const found = known.get(placement) ?? new Races(placement.texts, packages);
  known.set(placement, found);
  return found;
}

/** A program in which that is looked for. */
export class Races {
  readonly graph: CallGraph;
  readonly #racing: RacingCode;
  readonly #hidden: HiddenCalls;
  readonly #packages: ProgramPackages;
  readonly #shared: SharedNames;
  #ends: boolean | null = null;
  #flow: Flow | null = null;
  #changed: ReadonlySet<string> | null = null;
  readonly #isStopped: ReturnType<typeof stoppedCode>;

  /** @param texts - by module path */
  constructor(texts: ReadonlyMap<string, string>, packages: ProgramPackages) {
    this.graph = buildCallGraph(ts, texts);
    this.#packages = packages;
    const racing = racingCode(ts, this.graph);
    this.#hidden = hiddenCalls(ts, this.graph, { racing, isForeign: packages.isForeign });
    const { inputs, packages: called } = this.#hidden;
    const isDrawn = [...called].some((specifier) => packages.mayDraw(specifier));
    this.#racing = { ...racing, calls: (name) => racing.calls(name) || inputs.has(name) || (isDrawn && name === "random") };
    this.#shared = sharedNames(ts, [...this.graph.files.values()], { racing: this.#racing, leadsTo: () => this.#leadsTo() });
    this.#isStopped = stoppedCode(ts, this.graph, racing);
  }

  /** Whether a place is in code that may run while the main activity waits. */
  isBeside(place: ReachTarget): boolean {
    return this.#racing.has(this.#nodeAt(place));
  }

  /** Whether it is in code that runs until something stops it. */
  isStopped(place: ReachTarget): boolean {
    return this.#isStopped(this.#nodeAt(place));
  }

  /** Values of which packages that are not instrumented are looked for by {@link doubt}. */
  get isForeign(): IsForeign {
    return this.#packages.isForeign;
  }

  /** Why what is logged at a place may be another where the order is another; undefined where it may not. @param sources - what it may come from */
  doubt(place: ReachTarget, sources: ValueSources): string | undefined {
    const race = this.#sharedOf(sources, this.isBeside(place));
    if (race !== undefined) {
      const shown = plainName(race).replace(/^\./, "");
      return `several async activities were under way, and it may come from what they share (${shown}): runs do not keep the order in which they went on`;
    }
    return this.isStopped(place) ? "it runs until something stops it: runs do not keep how often it came to it" : undefined;
  }

  /** Whether what differs at a path of a state (difference.ts) may be what code beside the main activity changes, or what comes of that. */
  mayDiffer(path: string): boolean {
    if (path === "%inputs") return this.asksInputs;
    if (path.startsWith("%random")) return this.#shared.besideMain.has(SEEDED);
    const changed = (this.#changed ??= this.#findChanged());
    const steps = path.match(/\.[\p{ID_Continue}$]+/gu) ?? [];
    const root = /^(?:.*:)?(?<name>[\p{ID_Continue}$]+)/u.exec(path)?.groups?.["name"];
    return steps.some((step) => changed.has(step)) || (root !== undefined && changed.has(root));
  }

  /** Whether a run that ended with a status may have been ended by code beside the main activity. */
  mayEnd(status: number | null): boolean {
    return status !== 0 || (this.#ends ??= [...this.graph.files.values()].some((file) => this.#endsIn(file)));
  }

  /** Whether code beside the main activity reads clocks, or random ids. */
  get asksInputs(): boolean {
    return INPUTS.some((name) => this.#shared.besideMain.has(name));
  }

  #endsIn(node: Node): boolean {
    const isEnd = ts.isCallExpression(node) && ENDS.has(calledName(ts, node.expression) ?? "") && !isFailure(ts, node.arguments[0]);
    return (isEnd && this.#racing.has(node)) || ts.forEachChild(node, (child) => this.#endsIn(child) || undefined) === true;
  }

  /** By name: what may come from it. */
  #leadsTo(): Flow {
    return (this.#flow ??= reversed(buildFlow(ts, this.graph.files.values(), () => null)));
  }

  /** All names whose values may come from what code beside the main activity changes, as they stand in the source. */
  #findChanged(): Set<string> {
    const found = behind(this.#leadsTo(), this.#shared.besideMain);
    return new Set([...found].map(plainName));
  }

  #sharedOf({ names, packages, missing }: ValueSources, isBeside: boolean): string | undefined {
    const shared = isBeside ? this.#shared.all : this.#shared.besideMain;
    const name = [...names].find((one) => shared.has(one));
    if (name !== undefined) return name;
    const isDrawn = shared.has(SEEDED);
    const specifier = [...packages].find((one) => this.#hidden.packages.has(one) || (isDrawn && this.#packages.mayDraw(one)));
    if (specifier !== undefined) return specifier;
    const writes = isBeside ? APPENDS : WRITES;
    return missing.has("files") && writes.some((one) => this.#racing.calls(one)) ? "files" : undefined;
  }

  #nodeAt(place: ReachTarget): ReturnType<typeof nodeAround> {
    return nodeAround(ts, this.graph.files.get(place.module)!, place);
  }
}
