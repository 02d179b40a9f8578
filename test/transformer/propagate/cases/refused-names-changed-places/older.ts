interface Path {
  newPos: number;
  added: number;
}

export function compare(before: string[], after: string[]): Path {
  const path: Path = { newPos: -1, added: 0 };
  let oldPos = common(path, before, after);
  while (path.newPos + 1 < after.length || oldPos + 1 < before.length) {
    path.added++;
    oldPos = common(path, before, after);
    if (path.newPos + 1 >= after.length && oldPos + 1 >= before.length) break;
  }
  return path;
}

function common(path: Path, before: string[], after: string[]): number {
  let { newPos } = path;
  let oldPos = newPos - path.added;
  while (before[oldPos + 1] === after[newPos + 1]) {
    newPos++;
    oldPos++;
  }
  path.newPos = newPos;
  return oldPos;
}
