export function train(model: { freeze(): void; layers: { trainable: boolean }[] }): number {
  const before = model.layers.length;
  for (const layer of model.layers.slice(0, 7)) layer.trainable = false;
  model.freeze();
  return before;
}
