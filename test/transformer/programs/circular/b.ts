import { fromA } from "./main.ts";
const early = fromA(2);
export function fromB(n: number): string {
  for (const x of [n]) console.log("fromB", x, early);
  return early;
}
