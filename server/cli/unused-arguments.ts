/** What is said behind a run of arguments that did not come to where they were meant to come. */
import type { History } from "../history/open.ts";

/** What a person typed. */
export interface Typed {
  readonly file: string;
  /** Names behind `--arg`. */
  readonly given: readonly string[];
  /** What stood behind the file. */
  readonly behind: readonly string[];
}

/** Tells on stderr which arguments neither the program nor what it started has asked for, and which only the program could see. One that failed may not have come so far. */
export async function tellUnused(
  history: History,
  { pid, status }: { readonly pid: number | undefined; readonly status: number | null },
  typed: Typed,
): Promise<void> {
  if (typed.given.length + typed.behind.length === 0 || pid === undefined || status !== 0) return;
  const rows = await history.sql(ASKED_FOR, [pid]);
  if (rows.length === 0) return;
  const asked = rows.flatMap(({ name, value, source }) =>
    name === null ? [] : [{ name: String(name), value: String(value), isDefault: source === "default" }],
  );
  const told = [misspelled([...new Set(asked.map(({ name }) => name))], typed), ...asked.map((one) => (one.isDefault ? misplaced(one, typed) : null))];
  for (const line of new Set(told)) if (line !== null) process.stderr.write(`hindlog: ${line}\n`);
}

function misspelled(names: readonly string[], { given }: Typed): string | null {
  const unused = given.filter((name) => !names.includes(name));
  if (unused.length === 0) return null;
  const list = unused.map((name) => `--arg ${name}`).join(", ");
  return `${list} ${unused.length === 1 ? "was" : "were"} not used: the program ${names.length === 0 ? "calls no arg()" : `has asked for ${names.join(", ")}`}.`;
}

/** An argument with its default that seems to be given behind the file, as `--rate 0.1` or `--arg rate=0.1`. */
function misplaced({ name, value }: { readonly name: string; readonly value: string }, { file, behind }: Typed): string | null {
  const text = ["", ...behind, ""].join("\n");
  const way = [`--${name}=`, `--${name}\n`, `--arg\n${name}=`, `--arg=${name}=`].find((one) => text.includes(`\n${one}`));
  if (way === undefined) return null;
  const from = text.indexOf(`\n${way}`) + way.length + 1;
  const wanted = text.slice(from, text.indexOf("\n", from));
  if (wanted === value) return null;
  const typed = `${way}${wanted}`.replace("\n", " ");
  return `${typed} behind ${file} went to the program; arg("${name}") was ${value}, its default. To set it: hindlog run --arg ${name}=${wanted} ${file}`;
}

/** Arguments that the newest run of a process, and the runs that it started, have asked for; a row without a name where there are none. */
const ASKED_FOR = `
  WITH RECURSIVE
    newest AS (SELECT run_key, run_id FROM runs WHERE pid = ? ORDER BY started_at DESC LIMIT 1),
    family AS (SELECT * FROM newest UNION SELECT runs.run_key, runs.run_id FROM runs JOIN family ON runs.parent_run = family.run_id)
  SELECT DISTINCT args.name AS name, args.value AS value, args.source AS source FROM family LEFT JOIN args USING (run_key) ORDER BY name`;
