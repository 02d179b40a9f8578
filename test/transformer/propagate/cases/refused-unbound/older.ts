export function run(n: number): number {
  let v = 0;
  for (let i = 0; i < n; i++) {
    v = v + i;
  }
  return v;
}
