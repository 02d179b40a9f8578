/** docs/doors.md: what came of each cell. */
import type { Cell, Result } from "./cell.ts";

/** A cell with what came of it. */
export interface Row {
  readonly cell: Pick<Cell, "group" | "columns">;
  /** Undefined where it was not tried. */
  readonly result: Result | undefined;
}

const RESULTS = ["same", "recorded", "backfilled", "stacks", "off"] as const;
const HEADS: Readonly<Record<string, readonly string[]>> = {
  "ts-patch": ["TypeScript", "ts-patch", "compiler", "modules", "target", "Node"],
  register: ["project", "Node"],
  bundlers: ["bundler", "`typescript` of the project", "Node"],
};

/** Whether all is as it should be. */
export function isRight({ result }: Row): boolean {
  return result !== undefined && RESULTS.every((key) => !result[key].startsWith("no"));
}

/** The whole page. */
export function page(rows: readonly Row[]): string {
  const right = rows.filter(isRight).length;
  const tried = rows.filter(({ result }) => result !== undefined).length;
  const groups = Object.keys(HEADS).map((group) =>
    section(
      group,
      rows.filter(({ cell }) => cell.group === group),
    ),
  );
  return `# The doors, version by version

Written by \`npm run doors\`: ${right} of ${tried} are right in everything${tried === rows.length ? "" : `; ${rows.length - tried} were not tried yet (\`npm run doors -- --missing\`)`}.

Each line is the same program of two modules (loops over arrays, maps and a generator, closures of a loop's variable, a class with a private member, async
functions, an error that is thrown), built and started as the line says, once without hindlog and once with it.

- *same*: it prints and exits as without hindlog (stdout, stderr, status).
- *recorded*: its values are in the history.
- *backfilled*: a log statement that is added afterwards gets the values it would have logged, all of them \`verified\`. Bundles are not replayed: that is refused by name.
- *stacks*: the stack of its error names the lines of the TypeScript sources.
- *off*: built with \`HINDLOG=off\`, the output is to the byte what is built without hindlog.

${groups.join("\n\n")}
`;
}

function section(group: string, rows: readonly Row[]): string {
  const head = [...HEADS[group]!, ...RESULTS];
  const lines = rows.map(({ cell, result }) => [...cell.columns, ...RESULTS.map((key) => result?.[key] ?? "not tried")]);
  return [`## ${group[0]!.toUpperCase()}${group.slice(1)}`, "", ...[head, head.map(() => "---"), ...lines].map((line) => `| ${line.join(" | ")} |`)].join("\n");
}
