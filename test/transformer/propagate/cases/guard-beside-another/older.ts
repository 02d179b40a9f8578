export function f(cells: { value: number; tag: string }[], until: number): number {
  let total = 0;
  for (let step = 0; step < 100000; step++) {
    const cell = cells[step % cells.length]!;
    cell.value = total;
    if (step % 500 === 0) console.log("total", total);
    if (Date.now() > until) break;
  }
  return total;
}
