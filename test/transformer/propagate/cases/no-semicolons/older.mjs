export function f(xs) {
  let total = 0
  for (const x of xs) {
    total += x
    ;[1, 2].forEach((y) => (total += y))
  }
  return total
}
