import { log } from "hindlog";
export function f(a: number) {
  return /*<*/log("x", (g(a), h(a)))/*>*/;
}
