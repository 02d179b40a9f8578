export function run(n: number): number {
  const momentum = 0.9;
  let v = 0;
  for (let i = 0; i < n; i++) {
    v = v * momentum + i;
    console.log("m", momentum * i); // <<
  }
  return v;
}
