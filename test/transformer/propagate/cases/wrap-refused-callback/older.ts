export const f = (xs: number[]) => xs.map((x) => x + 1);
