/**
 * Renders pages from TSX components to HTML strings: fragments, children, context by closure, escaping; writes one file a page.
 * Main loop: page. Arguments: `6`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { Fragment, h, render, type Child } from "./h.js";

interface Entry {
  readonly name: string;
  readonly score: number;
  readonly tags: readonly string[];
}

let rendered = 0;

const Tag = ({ name, active = false }: { name: string; active?: boolean }) => {
  rendered++;
  return <span class={active ? "tag active" : "tag"}>{name}</span>;
};

const Row = ({ entry, rank }: { entry: Entry; rank: number }) => (
  <tr>
    <td>{rank}</td>
    <td>{entry.name}</td>
    <td>{entry.score.toFixed(3)}</td>
    <td>
      {entry.tags.map((tag) => (
        <Tag name={tag} active={entry.score > 0.5} />
      ))}
    </td>
  </tr>
);

const Layout = ({ title, children }: { title: string; children?: Child }) => (
  <>
    <h1>{title}</h1>
    <main data-count={String(rendered)}>{children}</main>
  </>
);

const entries: Entry[] = Array.from({ length: 9 }, (_, index) => ({ name: `<entry & ${index}>`, score: Math.random(), tags: ["a", "b", "c"].slice(index % 3) }));
mkdirSync("site", { recursive: true });
const sizes: number[] = [];
const pages = Array.from({ length: Number(process.argv[2] ?? 300) * Number(process.env["SCALE"] ?? 1) }, (_, index) => index);
for (const page of pages) {
  const shown = entries.slice(page % 9, (page % 9) + 3);
  shown.forEach((entry, index) => (entries[(page + index) % 9] = { ...entry, score: (entry.score * 7) % 1 }));
  const html = render(
    <Layout title={`Page ${page}`}>
      <table>
        {shown.map((entry, index) => (
          <Row entry={entry} rank={index + 1} />
        ))}
      </table>
      {page > 0 && <a href={`page-${page - 1}.html`}>back</a>}
    </Layout>,
  );
  writeFileSync(`site/page-${page}.html`, html);
  sizes.push(html.length);
  console.log(page, html.length, rendered);
}
console.log(sizes.reduce((a, b) => a + b, 0), entries.map(({ score }) => score.toFixed(4)).join(" "));
