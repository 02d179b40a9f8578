interface Path {
  oldPos: number;
  added: number;
}

export function compare(before: string[], after: string[]): Path {
  const path: Path = { oldPos: -1, added: 0 };
  let newPos = common(path, before, after);
  while (path.oldPos + 1 < before.length || newPos + 1 < after.length) {
    path.added++;
    newPos = common(path, before, after);
    console.log("reaches", newPos, path.oldPos); // <<
    if (path.oldPos + 1 >= before.length && newPos + 1 >= after.length) break;
  }
  return path;
}

function common(path: Path, before: string[], after: string[]): number {
  let { oldPos } = path;
  let newPos = oldPos + path.added;
  while (before[oldPos + 1] === after[newPos + 1]) {
    newPos++;
    oldPos++;
  }
  path.oldPos = oldPos;
  return newPos;
}
