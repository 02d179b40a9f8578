export function f(xs: number[]): void {
  for (const x of xs) {
    console.log("x", x);
  }
}
