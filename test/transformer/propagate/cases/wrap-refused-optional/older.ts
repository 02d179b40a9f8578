export function f(model: Model) {
  return model?.head.size;
}
