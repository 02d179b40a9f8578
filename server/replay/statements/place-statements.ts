/** Puts the newest statements into the version of a run. */
import { createHash } from "node:crypto";
import type { Node, SourceFile } from "typescript";
import { compiler as ts } from "../../compiler.ts";
import type { LogSite } from "../../../runtime/format/site.ts";
import { analyse } from "../../../transformer/index.ts";
import type { ModuleText } from "../../history/version-list.ts";
import {
  addedRanges,
  applyEdits,
  isRefused,
  preparePropagation,
  type PreparedPropagation,
  type PropagationResult,
} from "../../../transformer/propagate/index.ts";
import { keepsOwnSites } from "./own-sites.ts";
import type { EditedText } from "../emit/compile.ts";
import { PerModule } from "./per-module.ts";
import type { PlannerLoop, PlannerTarget } from "../plan/planner.ts";
import type { NewestTarget } from "./targets.ts";

/** A log statement as it stands in the run's version. */
export interface PlacedStatement {
  readonly target: PlannerTarget;
  /** The newest statement it comes from. */
  readonly newest: NewestTarget;
  /** Record names by part, as in the newest source; null where computed. */
  readonly names: readonly (string | null)[];
  readonly expressions: readonly string[];
}

/** What became of the statements in one version. */
export interface Placement {
  readonly verdict: PropagationResult["verdict"];
  readonly reason: string;
  /** 0 to 1: how likely the places are right; of what was refused, how likely the best place was. */
  readonly confidence: number;
  readonly statements: readonly PlacedStatement[];
  readonly edited: ReadonlyMap<string, EditedText>;
  /** Loops by module path, as they stand in the edited texts; none for other paths. */
  readonly loops: PerModule<readonly PlannerLoop[]>;
  /** Log statements by module path, as they stand in the edited texts; none for other paths. */
  readonly logs: PerModule<readonly LogSite[]>;
  /** Texts by module path, edited where there is an insertion. */
  readonly texts: ReadonlyMap<string, string>;
  /** Texts by module path as they ran. */
  readonly originals: ReadonlyMap<string, string>;
  /** Statements that the version has already, with the same expression. */
  readonly already: readonly NewestTarget[];
  readonly refused: readonly { readonly target: NewestTarget; readonly verdict: PropagationResult["verdict"]; readonly reason: string }[];
  /** Says whether two placements are the same: statements, texts and places. */
  readonly signature: string;
}

/** Puts the newest statements into the versions of runs. What the versions share is read once. */
export class StatementPlacer {
  private readonly targets: readonly NewestTarget[];
  private readonly all: PreparedPropagation;
  private readonly some = new Map<string, PreparedPropagation>();

  constructor(targets: readonly NewestTarget[], newestTree: ReadonlyMap<string, string>) {
    this.targets = targets;
    const files = new Map(targets.map(({ path, text, logCalls }) => [path, { text, logCalls }]));
    const logs = new Map([...files].map(([path, { text, logCalls }]) => [path, analyse(ts, text, path, { logCalls }).logs]));
    const newest = targets.map(({ path, text, site: { start, end } }) => ({ path, text, start, end, beside: logs.get(path)! }));
    this.all = preparePropagation(ts, { newest, newestTree });
  }

  /**
   * Propagates all statements that find their place; those that do not are refused one by one.
   * @param targets - some of those that the placer was made for
   * @param olderTypes - texts of the version by path that no run loaded
   */
  place(targets: readonly NewestTarget[], modules: readonly ModuleText[], olderTypes: ReadonlyMap<string, string>): Placement {
    const older = new Map(modules.map(({ path, text }) => [path, text]));
    const logCalls = new Map(modules.map((module) => [module.path, module.logCalls]));
    return placeStatements({ targets, older, logCalls }, (some) => {
      const path = some[0]!.path;
      return this.only(some).into({ older: { path, text: older.get(path) ?? "" }, olderTree: older, olderTypes });
    });
  }

  private only(some: readonly NewestTarget[]): PreparedPropagation {
    const indexes = some.map((target) => this.targets.indexOf(target));
    const key = indexes.join();
    const prepared = this.some.get(key) ?? this.all.only(indexes);
    this.some.set(key, prepared);
    return prepared;
  }
}

interface Asked extends Pick<Parts, "older" | "logCalls"> {
  readonly targets: readonly NewestTarget[];
}

function placeStatements({ targets, older, logCalls }: Asked, ask: (some: readonly NewestTarget[]) => PropagationResult): Placement {
  const refused: { target: NewestTarget; verdict: PropagationResult["verdict"]; reason: string }[] = [];
  let accepted = [...targets];
  let result = ask(accepted);
  if (isRefused(result)) {
    accepted = targets.filter((target) => {
      const alone = targets.length === 1 ? result : ask([target]);
      if (isRefused(alone)) refused.push({ target, verdict: alone.verdict, reason: alone.reason });
      return !isRefused(alone);
    });
    if (accepted.length > 0) result = ask(accepted);
    if (accepted.length > 0 && isRefused(result)) {
      for (const target of accepted) refused.push({ target, verdict: result.verdict, reason: result.reason });
      accepted = [];
    }
  }
  const disturbing = accepted.filter((_, index) => disturbs({ accepted, older, logCalls }, result, index));
  if (disturbing.length > 0) {
    const reason =
      "with the log call around that expression, hindlog would not know the version's own loops and log statements as when it ran: log on a line of its own";
    refused.push(...disturbing.map((target) => ({ target, verdict: "type-error" as const, reason })));
    accepted = accepted.filter((target) => !disturbing.includes(target));
    if (accepted.length > 0) result = ask(accepted);
  }
  return assemble({ accepted, refused, older, logCalls }, result);
}

/** Whether a log call around an expression changes what is known of the rest of its file. */
function disturbs({ accepted, older, logCalls }: Omit<Parts, "refused">, { edits, inserted }: PropagationResult, index: number): boolean {
  return inserted.some(({ path, statement, around }) => {
    if (statement !== index || around === undefined) return false;
    const ran = older.get(path) ?? "";
    const here = edits.filter((edit) => edit.path === path);
    const ranges = inserted.filter((range) => range.path === path).flatMap(addedRanges);
    const insertedLogCalls = accepted.flatMap((target) => target.logCalls);
    return !keepsOwnSites(path, { ran, edited: applyEdits(ran, here) }, { inserted: ranges, insertedLogCalls, logCalls: logCalls.get(path) });
  });
}

interface Parts {
  readonly accepted: readonly NewestTarget[];
  readonly refused: { target: NewestTarget; verdict: PropagationResult["verdict"]; reason: string }[];
  readonly older: ReadonlyMap<string, string>;
  /** Which calls log, by module path, as recorded. */
  readonly logCalls: ReadonlyMap<string, readonly string[] | undefined>;
}

function assemble({ accepted, refused, older, logCalls }: Parts, result: PropagationResult): Placement {
  const edited = new Map<string, EditedText>();
  const insertedLogCalls = [...new Set(accepted.flatMap((target) => target.logCalls))];
  const texts = new Map(older);
  const statements: PlacedStatement[] = [];
  for (const path of accepted.length === 0 ? [] : new Set(result.edits.map((edit) => edit.path))) {
    const text = applyEdits(
      older.get(path) ?? "",
      result.edits.filter((edit) => edit.path === path),
    );
    const inserted = result.inserted.filter((range) => range.path === path);
    edited.set(path, { text, inserted: inserted.flatMap(addedRanges), insertedLogCalls });
    texts.set(path, text);
  }
  const sitesOf = new PerModule((path) =>
    analyse(ts, texts.get(path) ?? "", path, { inserted: edited.get(path)?.inserted ?? [], insertedLogCalls, logCalls: logCalls.get(path) }),
  );
  for (const [path, { text }] of edited) {
    const inserted = result.inserted.filter((range) => range.path === path);
    const sites = sitesOf.get(path);
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    for (const site of sites.logs.filter((log) => log.id < 0)) {
      const range =
        inserted.find((one) => one.start === site.start && one.end === site.end) ?? inserted.find((one) => one.start <= site.start && site.end <= one.end);
      const newest = range === undefined ? undefined : originOf(site, accepted, { range, sites: sites.logs });
      if (newest !== undefined) statements.push(place(path, site, { newest, loops: sites.loops, file, wraps: range?.around !== undefined }));
    }
  }
  const lost = accepted.filter(
    (target, index) => result.inserted.some((range) => range.statement === index) && !statements.some((one) => one.newest === target),
  );
  for (const target of lost) refused.push({ target, verdict: "unbound", reason: `${target.site.callee} is not hindlog's in that version` });
  const there = accepted.filter((_, index) => (result.alreadyAll ?? []).some((range) => range.statement === index));
  const isLogged = ({ path, start, end }: NonNullable<PropagationResult["alreadyAll"]>[number]): boolean =>
    analyse(ts, older.get(path) ?? "", path, { logCalls: logCalls.get(path) }).logs.some((site) => start <= site.start && site.end <= end);
  const already = there.filter((target) => (result.alreadyAll ?? []).some((range) => accepted[range.statement] === target && isLogged(range)));
  for (const target of there.filter((one) => !already.includes(one))) {
    const reason = `${target.site.callee} was no log call when that version ran ("logCalls" of package.json did not name it, or hindlog was older), so what it was given was not kept`;
    refused.push({ target, verdict: "unbound", reason });
  }
  const signature = createHash("sha256")
    .update(JSON.stringify([...edited].map(([path, text]) => [path, text.text])))
    .digest("hex");
  const first = refused[0];
  const loops = new PerModule((path) => sitesOf.get(path).loops.map(({ id, name, start, end }): PlannerLoop => ({ id, name, start, end })));
  const logs = new PerModule((path) => sitesOf.get(path).logs);
  const { verdict, reason } = accepted.length > lost.length || first === undefined ? result : first;
  return { verdict, reason, confidence: result.confidence, statements, edited, loops, logs, texts, originals: older, already, refused, signature };
}

interface Origin {
  readonly range: { readonly start: number; readonly end: number; readonly statement: number };
  readonly sites: readonly LogSite[];
}

/** The newest log call that an inserted one comes from: a statement may hold several. */
function originOf(site: LogSite, accepted: readonly NewestTarget[], { range, sites }: Origin): NewestTarget | undefined {
  const own = accepted[range.statement];
  if (own === undefined) return undefined;
  if (range.start === site.start && range.end === site.end) return own;
  const together = sites.filter((log) => log.id < 0 && range.start <= log.start && log.end <= range.end);
  if (together.length === 1) return own;
  const same = (target: NewestTarget): boolean => target.path === own.path && JSON.stringify(target.site.names) === JSON.stringify(site.names);
  return accepted.find(same) ?? (together[0] === site ? own : undefined);
}

interface Around {
  readonly newest: NewestTarget;
  readonly loops: readonly { readonly id: number; readonly parent: number | null }[];
  readonly file: SourceFile;
  readonly wraps: boolean;
}

function place(path: string, site: LogSite, { newest, loops, file, wraps }: Around): PlacedStatement {
  const nest: number[] = [];
  for (let id = site.loop; id !== null; id = loops.find((loop) => loop.id === id)?.parent ?? null) nest.push(id);
  const sameShape = newest.site.names.length === site.names.length;
  const { start, end } = site;
  const target: PlannerTarget = { module: path, statement: site.id, nest, start, end, wraps, ...surroundings(file, start) };
  return { target, newest, names: sameShape ? newest.site.names : site.names, expressions: sameShape ? newest.site.expressions : site.expressions };
}

/** Whether a place is in no function, so that it is executed at most once outside its loops, and whether it is in the head of a loop of its own function. */
function surroundings(file: SourceFile, offset: number): Required<Pick<PlannerTarget, "moduleLevel" | "inHead">> {
  const found = { moduleLevel: true, inHead: false };
  const visit = (node: Node): void => {
    if (node.pos > offset || node.end <= offset) return;
    if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) found.moduleLevel = false;
    if (ts.isFunctionLike(node)) found.inHead = false;
    else if (ts.isIterationStatement(node, false)) found.inHead = offset < node.statement.pos || offset >= node.statement.end;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
