export function f(count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += i;
    console.log({ total: sum, i });
  }
  return sum;
}
