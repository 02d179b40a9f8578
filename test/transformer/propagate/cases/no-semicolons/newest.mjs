export function f(xs) {
  let total = 0
  for (const x of xs) {
    total += x
    console.log("total", total) // <<
    ;[1, 2].forEach((y) => (total += y))
  }
  return total
}
