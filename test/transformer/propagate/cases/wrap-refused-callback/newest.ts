import { log } from "hindlog";
export const f = (xs: number[]) => xs.map(/*<*/log("f", (x) => x + 1)/*>*/);
