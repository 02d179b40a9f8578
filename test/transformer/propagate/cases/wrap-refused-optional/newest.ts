import { log } from "hindlog";
export function f(model: Model) {
  return /*<*/log("m", model?.head)/*>*/.size;
}
