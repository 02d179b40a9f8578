export const areas = (rows: Row[]) => rows.map((row) => row.width * row.height);
