import { log } from "hindlog";

interface Tree {
  value: number;
  children: Tree[];
}

let budget = 200;
const root = grow(0);

for (let season = 0; season < 4; season++) {
  feed(root, season);
  prune(root);
  prune(root);
  //: season  log("season", root.value);
  log("size", count(root));
}

function grow(depth: number): Tree {
  const tree: Tree = { value: Math.random(), children: [] };
  for (let child = 0; child < 3 && depth < 3 && budget > 0; child++) {
    budget--;
    tree.children.push(grow(depth + 1));
    //: grown  log("grown", budget);
  }
  return tree;
}

function feed(tree: Tree, season: number): void {
  tree.value += Math.random() * season;
  for (const child of tree.children) {
    feed(child, season);
    child.value *= 1.01;
    //: watered  log("watered", child.value);
  }
}

function prune(tree: Tree): void {
  for (let index = tree.children.length - 1; index >= 0; index--) {
    const child = tree.children[index]!;
    if (child.value < 0.2) tree.children.splice(index, 1);
    else prune(child);
  }
  //: pruned  log("pruned", tree.children.length);
}

function count(tree: Tree): number {
  return tree.children.reduce((sum, child) => sum + count(child), 1);
}
