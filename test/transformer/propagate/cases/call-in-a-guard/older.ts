export function train(debug: boolean) {
  const loss = step();
  return loss;
}
