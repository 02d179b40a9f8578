export interface Page {
  readonly url: string;
  readonly links: Set<Page>;
  readonly backlinks: Set<Page>;
  score: number;
}

export function makeWeb(count: number): Page[] {
  const pages = Array.from({ length: count }, (_, index): Page => ({ url: `/page-${index}`, links: new Set(), backlinks: new Set(), score: 1 / count }));
  for (const page of pages) {
    if (Math.random() < 0.1) continue;
    const wanted = 1 + Math.floor(Math.random() * 4);
    for (let link = 0; link < wanted; link++) {
      const target = pages[Math.floor(pages.length * Math.random() ** 2)]!;
      if (target === page) continue;
      page.links.add(target);
      target.backlinks.add(page);
    }
  }
  return pages;
}
