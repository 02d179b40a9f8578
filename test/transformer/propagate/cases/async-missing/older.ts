export function f(load: () => Promise<number>): number {
  const value = 1;
  return value;
}
