export function collect(read: (path: string) => string[], store: (rows: { id: number; texts: string[] }) => void): void {
  const texts = read("texts");
  console.log("texts", texts.length); // <<
  store({ id: 1, texts });
}

const other = 0;
export const total = other + 1;
