export function train(debug: boolean) {
  const loss = step();
  debug && /*<*/console.log("loss", loss)/*>*/;
  return loss;
}
