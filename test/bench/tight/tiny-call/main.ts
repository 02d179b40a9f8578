/** A loop whose body is one call of a function of a few nanoseconds. Main loop: i. */
let state = 1;
function draw(): number {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state & 255;
}
const length = 40_000_000 * Number(process.env["SCALE"] ?? 1);
let sum = 0;
for (let i = 0; i < length; i++) sum = (sum + draw()) | 0;
console.log("sum", sum);
