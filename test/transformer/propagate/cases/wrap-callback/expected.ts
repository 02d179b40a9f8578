import { log } from "hindlog";
export const areas = (rows: Row[]) => rows.map((row) => log("area", row.width * row.height));
