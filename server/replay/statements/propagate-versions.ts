/** What the newest statements would be in past versions, without running or changing anything: `hindlog propagate`. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hindlogFolder } from "../../../runtime/project-root.ts";
import { openHistory } from "../../history/open.ts";
import { diffFolders } from "../../history/versions/git.ts";
import { chooseVersions, type VersionSummary } from "../../history/version-list.ts";
import { StatementPlacer, type Placement } from "./place-statements.ts";
import { readProject } from "../tree/project-files.ts";
import { typeTexts } from "./type-texts.ts";
import { findTargets, type NewestTarget, type TargetRequest } from "./targets.ts";

/** What is asked. */
export interface PropagateRequest {
  readonly targets: readonly TargetRequest[];
  /** Ids, beginnings of ids, or numbers. @defaultValue all versions */
  readonly versions?: readonly string[];
}

/** The statements in one version. */
export interface VersionPropagation extends Pick<VersionSummary, "version" | "number" | "runs"> {
  readonly verdict: Placement["verdict"];
  readonly reason: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** For `git apply`; "" where nothing is inserted. */
  readonly patch: string;
  /** Places (`src/train.ts:31`, in the newest source) of statements that the version has already. */
  readonly already: readonly string[];
  readonly refused: readonly { readonly place: string; readonly verdict: Placement["verdict"]; readonly reason: string }[];
}

/** How it is done. */
export interface PropagateOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, message: string) => void;
}

/**
 * Propagates statements into versions, newest last.
 * @param root - absolute path of the project root.
 * @throws ReplayError `unknown-name`, `bad-target`; HistoryError `no-history`, `unknown-version`; the signal's reason when aborted.
 */
export async function propagateIntoVersions(root: string, request: PropagateRequest, options: PropagateOptions = {}): Promise<VersionPropagation[]> {
  const history = await openHistory(root);
  try {
    await history.ingest(undefined, options.signal);
    const newestTree = await readProject(root, hindlogFolder(root), new Map());
    const targets = findTargets(root, newestTree, request.targets);
    const versions = chooseVersions(await history.versions(), request.versions);
    const paths = new Set(targets.map((target) => target.path));
    const placer = new StatementPlacer(targets, newestTree);
    const found: VersionPropagation[] = [];
    for (const [index, version] of versions.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.(index, versions.length, `version ${version.number}`);
      const modules = await history.moduleTexts(version.version);
      const types = await typeTexts(history, version.version, { modules, paths });
      found.push(await describe(version, placer.place(targets, modules, types)));
    }
    return found;
  } finally {
    await history.close();
  }
}

async function describe({ version, number, runs }: VersionSummary, placement: Placement): Promise<VersionPropagation> {
  const { verdict, reason, confidence } = placement;
  return {
    version,
    number,
    runs,
    verdict,
    reason,
    confidence,
    patch: await patchOf(placement),
    already: placement.already.map(placeOf),
    refused: placement.refused.map((one) => ({ place: placeOf(one.target), verdict: one.verdict, reason: one.reason })),
  };
}

/** `src/train.ts:31`, in the newest source. */
function placeOf({ path, site }: NewestTarget): string {
  return `${path}:${site.line + 1}`;
}

async function patchOf({ edited, originals }: Placement): Promise<string> {
  if (edited.size === 0) return "";
  const folder = await mkdtemp(join(tmpdir(), "hindlog-patch-"));
  try {
    for (const [path, { text }] of edited) {
      for (const [side, content] of [
        ["a", originals.get(path) ?? ""],
        ["b", text],
      ] as const) {
        await mkdir(dirname(join(folder, side, path)), { recursive: true });
        await writeFile(join(folder, side, path), content);
      }
    }
    return await diffFolders(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
