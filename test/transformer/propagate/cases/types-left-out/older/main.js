export function train(weights, rate) {
  let loss = 0;
  for (let i = 0; i < weights.length; i++) {
    loss += weights[i] ** 2;
  }
  return loss;
}
