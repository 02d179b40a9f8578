export function visit(nodes: readonly Node[]): void {
  for (const node of nodes) {
    const layer = find(node);
    console.log("compare", layer.last, node.value, node);
    for (const inner of layer.nodes) {
      inner.compare();
    }
  }
}
