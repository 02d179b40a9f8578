/** Draws points and counts those in the circle: a loop of a few nanoseconds that calls functions of the language only. Main loop: i. */
function estimate(points: number): number {
  let inside = 0;
  for (let i = 0; i < points; i++) {
    const x = Math.random();
    const y = Math.random();
    if (Math.sqrt(x * x + y * y) < 1) inside++;
  }
  return (4 * inside) / points;
}
console.log("pi", estimate(20_000_000 * Number(process.env["SCALE"] ?? 1)));
