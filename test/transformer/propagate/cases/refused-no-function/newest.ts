export function a(x: number): number {
  return x + 1;
}

export function validate(model: { loss: number }, xs: number[]): number {
  const loss = model.loss / xs.length;
  console.log("validation", loss); // <<
  return loss;
}
