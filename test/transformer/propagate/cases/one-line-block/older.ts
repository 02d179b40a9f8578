export function f(xs: number[]): void {
  for (const x of xs) { xs.indexOf(x) }
}
