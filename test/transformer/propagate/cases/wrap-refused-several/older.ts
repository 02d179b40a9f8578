export function rate(hits: number, all: number): number {
  const part = hits + 1;
  return share(all) * share(all);
}
