/**
 * Crawls an in-memory site: URL objects, relative links, robots rules, a frontier by depth, a visited set, redirects and dead links.
 * Main loop: frontier. Arguments: `30`.
 */
import { makeSite, type Response } from "./site.js";

interface Task {
  readonly url: URL;
  readonly depth: number;
  readonly from: URL | null;
}

const site = makeSite(Number(process.argv[2] ?? 800));
const start = new URL("https://example.org/index.html?utm=1#top");
const allowed = (url: URL): boolean => url.host === start.host && !url.pathname.startsWith("/private");

function normalise(url: URL): URL {
  const copy = new URL(url);
  copy.hash = "";
  copy.searchParams.delete("utm");
  return copy;
}

const queue: Task[] = [{ url: normalise(start), depth: 0, from: null }];
const visited = new Map<string, { status: number; depth: number; links: number }>();
const dead: [string, string][] = [];
let redirects = 0;

frontier: while (queue.length > 0) {
  const { url, depth, from } = queue.shift()!;
  if (visited.has(url.href)) continue;
  let response: Response = site.get(url);
  for (let hops = 0; response.status === 301; hops++) {
    if (hops === 3) continue frontier;
    redirects++;
    response = site.get(new URL(response.location!, url));
  }
  visited.set(url.href, { status: response.status, depth, links: response.links.length });
  if (response.status === 404) {
    dead.push([from?.pathname ?? "", url.pathname]);
    continue;
  }
  console.log(`${"  ".repeat(Math.min(depth, 4))}${url.pathname}${url.search} ${response.links.length} links`);
  for (const link of response.links) {
    const target = normalise(new URL(link, url));
    if (allowed(target) && depth < 6) queue.push({ url: target, depth: depth + 1, from: url });
  }
}
console.log(visited.size, redirects, dead);
console.log([...visited.values()].reduce((sum, { depth, links }) => sum + depth * links, 0), site.requests.size);
