export interface Response {
  readonly status: number;
  readonly links: readonly string[];
  readonly location?: string;
}

export interface Site {
  readonly requests: Map<string, number>;
  get(url: URL): Response;
}

export function makeSite(count: number): Site {
  const pages = new Map<string, Response>();
  const path = (index: number): string => (index === 0 ? "/index.html" : `/${["docs", "blog", "private"][index % 3]}/${index}.html`);
  for (let index = 0; index < count; index++) {
    const links = Array.from({ length: 3 + Math.floor(Math.random() * 4) }, () => {
      const target = Math.floor(Math.random() * count * 1.1);
      return Math.random() < 0.3 ? `../${path(target).slice(1)}?utm=${index}` : `${path(target)}#part`;
    });
    links.push("https://elsewhere.example/");
    pages.set(path(index), index % 9 === 8 ? { status: 301, links: [], location: path(index - 1) } : { status: 200, links });
  }
  const requests = new Map<string, number>();
  return {
    requests,
    get(url) {
      requests.set(url.pathname, (requests.get(url.pathname) ?? 0) + 1);
      return pages.get(url.pathname) ?? { status: 404, links: [] };
    },
  };
}
