const BLOCKS = "▁▂▃▄▅▆▇█";
/** Stands for a value that is not a finite number. */
const NOT_FINITE = "×";

/**
 * Draws numbers as block characters, lowest `▁` to highest `█`; a constant series is drawn at mid height.
 *
 * @param values - in order; NaN and infinities are drawn as `×`
 * @param columns - at most so many characters; longer series are averaged in equal stretches
 * @returns "" for no values
 */
export function sparkline(values: readonly number[], columns: number): string {
  const points = condense(values, columns);
  const finite = points.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return points.map((point) => (Number.isFinite(point) ? block(point, low, high) : NOT_FINITE)).join("");
}

function block(point: number, low: number, high: number): string {
  if (low === high) return BLOCKS.charAt(3);
  // Halved: the distance of two finite numbers may be infinite.
  return BLOCKS.charAt(Math.round(((point / 2 - low / 2) / (high / 2 - low / 2)) * 7));
}

/** Means of equal stretches; a stretch that holds a value that is not finite is not finite. */
function condense(values: readonly number[], columns: number): readonly number[] {
  if (values.length <= columns) return values;
  return Array.from({ length: columns }, (_, column) => {
    const part = values.slice(Math.floor((column * values.length) / columns), Math.floor(((column + 1) * values.length) / columns));
    return part.reduce((sum, value) => sum + value / part.length, 0);
  });
}
