export interface Item {
  kind: string;
  id: number;
  price: number;
}

async function fetchPage(kind: string, page: number, size: number): Promise<{ items: Item[]; more: boolean }> {
  await new Promise((resolve) => setImmediate(resolve));
  const items = Array.from({ length: size }, (_, index) => ({ kind, id: page * size + index, price: Math.random() * 10 }));
  return { items, more: page < 100 };
}

export async function* pages(kind: string, size: number, closed: string[]): AsyncGenerator<Item, void> {
  try {
    for (let page = 0, more = true; more; page++) {
      const answer = await fetchPage(kind, page, size);
      yield* answer.items;
      more = answer.more;
    }
  } finally {
    closed.push(kind);
  }
}

export async function* merge<T>(...sources: AsyncGenerator<T>[]): AsyncGenerator<T> {
  try {
    while (sources.length > 0) {
      for (const source of [...sources]) {
        const { done, value } = await source.next();
        if (done) sources.splice(sources.indexOf(source), 1);
        else yield value as T;
      }
    }
  } finally {
    for (const source of sources) await source.return(undefined);
  }
}

export async function* take<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  if (count <= 0) return;
  let taken = 0;
  for await (const item of source) {
    yield item;
    if (++taken >= count) return;
  }
}
