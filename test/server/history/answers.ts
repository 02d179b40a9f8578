import type { History } from "../../../server/history/open.ts";

/** Everything the queries say, for comparing two ways of getting there. */
export async function answersOf(history: History): Promise<unknown> {
  const runs = await history.runs();
  const names = await history.names();
  const versions = await history.versions();
  return {
    runs,
    names,
    versions,
    details: await Promise.all(runs.map(async ({ run }) => await history.show(run))),
    frame: names.length === 0 ? null : await history.dataframe(names),
    frames: await Promise.all(names.map(async (name) => await history.dataframe([name]))),
    histories: await Promise.all(names.map(async (name) => await history.valuesOf(name))),
    sources: await Promise.all(versions.map(async ({ version }) => await history.sources(version))),
  };
}
