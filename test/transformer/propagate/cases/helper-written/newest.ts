export function train(weights: number[], batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    total += update(weights, batch);
    const norm = Math.hypot(...weights);
    process.stdout.write(`norm ${norm}\n`); // <<
    process.stderr.write(`too ${norm}\n`);
  }
  return total;
}
