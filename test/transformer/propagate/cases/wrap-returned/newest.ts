import { log } from "hindlog";
export function rate(hits: number, all: number): number {
  const part = hits + 1;
  return /*<*/log("rate", share(part) / all)/*>*/;
}
