import { log } from "hindlog";
class Net {
  run(x: number) {
    return /*<*/log("m", this.apply)/*>*/(x);
  }
}
