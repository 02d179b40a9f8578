/** `docs/histories.md`: statements of today, taken back through the whole history of a file, and what a reader says of each placement. */
import { isRefused } from "../../dist/transformer/propagate/index.js";
import type { History, Judgement, TakenBack } from "./histories.ts";

const JUDGEMENTS: readonly Judgement[] = ["right", "wrong", "rightly refused", "wrongly refused", "not read"];

/** The page. */
export function historiesPage(all: readonly History[]): string {
  const versions = all.flatMap((one) => one.versions);
  const count = (judgement: Judgement): number => versions.filter((one) => one.judgement === judgement).length;
  return `# Statements of today in whole histories

Written by \`npm run propagation -- --histories\`; do not edit. What a reader says of a placement stands in \`test/propagation/histories.json\`.

In ${new Set(all.map((one) => one.source.repository)).size} public repositories a statement was put into today's version of a file and taken back through every version the file had along the first parents, ${versions.length} in all, by
texts only and with the weights that are shipped. Every placement and every refusal was read. Versions in which the statement and the five lines before and behind it are the same were read as one.

| ${JUDGEMENTS.join(" | ")} |
|${JUDGEMENTS.map(() => "---").join("|")}|
| ${JUDGEMENTS.map(count).join(" | ")} |

When they were read first, ${all.reduce((sum, one) => sum + one.source.wrongWhenRead, 0)} of them were placed so that they would have logged another value than they say: names that changed places, and a variable that is assigned again between
the place and where it stands for the name. Both causes are refused now; their smallest forms are the cases \`refused-names-changed-places\` and \`refused-value-of-another-moment\`.

*Wrongly refused*: the place is there and a reader would have put it there with the names it has. *Rightly refused*: the block, or a value that is logged, does not exist there.
${all.map(section).join("")}`;
}

function section({ source, versions }: History): string {
  const groups = grouped(versions);
  return `
## ${source.repository}: ${source.program}

\`\`\`js
${source.statement}
\`\`\`

Behind \`${source.behind}\` in \`${source.paths[0]}\` of ${source.newest.slice(0, 10)}${
    source.paths.length > 1
      ? `; the file was also called ${source.paths
          .slice(1)
          .map((path) => `\`${path}\``)
          .join(", ")}`
      : ""
  }.
${versions.length} older versions. Run: ${source.ran}

| versions, newest to oldest | how many | verdict | confidence | read | |
|---|---|---|---|---|---|
${groups.map((group) => row(group)).join("\n")}
`;
}

function row(group: readonly TakenBack[]): string {
  const [first, last] = [group[0]!, group.at(-1)!];
  const range = group.length === 1 ? first.commit.slice(0, 8) : `${first.commit.slice(0, 8)} to ${last.commit.slice(0, 8)}`;
  const confidences = group.map((one) => one.result.confidence);
  const [least, most] = [Math.min(...confidences).toFixed(2), Math.max(...confidences).toFixed(2)];
  const says = [isRefused(first.result) ? `“${first.result.reason}”` : `\`${written(first)}\``, first.why].filter(Boolean).join(": ");
  return `| ${[range, group.length, first.result.verdict, least === most ? least : `${least} to ${most}`, first.judgement, says.replaceAll("|", "\\|")].join(" | ")} |`;
}

/** The statement as it is written there. */
function written({ result, text }: TakenBack): string {
  const range = result.inserted[0]!;
  return text.slice(range.start, range.end);
}

function grouped(versions: readonly TakenBack[]): TakenBack[][] {
  const groups = new Map<string, TakenBack[]>();
  for (const one of versions) groups.set(one.placement, [...(groups.get(one.placement) ?? []), one]);
  return [...groups.values()];
}
