export function train(rows: number[]) {
  const loss = step();
  return loss;
}
