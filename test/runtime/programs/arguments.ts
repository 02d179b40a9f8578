// `arguments` is state: of a function, and borrowed by arrows in it.
let seed = 3;
const next = (): number => (seed = (seed * 7) % 101);
function own(..._numbers: number[]): void {
  for (let i = 0; i < 6; i++) {
    arguments[i % arguments.length] = (arguments[i % arguments.length] as number) + next();
    console.log("own", i, Array.from(arguments).join());
  }
}
function borrowed(..._numbers: number[]): void {
  const bump = (by: number): number => ((arguments[0] as number) = (arguments[0] as number) + by);
  for (const round of [1, 2, 3, 4]) {
    bump(round);
    for (let j = 0; j < 3; j++) arguments[1] = bump(next()) + j;
    console.log("borrowed", round, [...arguments].join());
  }
}
own(1, 2, 3);
borrowed(10, 20);
class Early { values: number[] = []; constructor(n: number) { const fill = () => { for (let i = 0; i < n; i++) { this.values.push(next()); console.log("fill", i, this.values.length); } }; fill(); } }
console.log(new Early(4).values.join());
// A name that comes later stands behind `callee`, which cannot be removed, and before the symbol of its iterator.
function given(..._numbers: number[]): IArguments & { [name: string]: unknown } {
  return arguments as never;
}
const kept = given(1, 2);
for (let i = 0; i < 6; i++) {
  if (i === 3) kept["link"] = kept;
  kept[0] += next();
  console.log("kept", i, Reflect.ownKeys(kept).map(String).join(), kept[0]);
}
