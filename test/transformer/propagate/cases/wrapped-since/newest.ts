export function train(model: { freeze(): void; layers: { trainable: boolean }[] }, mode: string): number {
  const before = model.layers.length;
  if (mode === "freeze") {
    console.log("freezing", model.layers.length); // <<
    for (const layer of model.layers.slice(0, 7)) layer.trainable = false;
    model.freeze();
  }
  return before;
}
