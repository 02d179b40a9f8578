export function f(count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) {
    total += i;
    console.log({ total, i }); // <<
  }
  return total;
}
