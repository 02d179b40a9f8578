export function f(a: number) {
  return (g(a), h(a));
}
