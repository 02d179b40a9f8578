import Plain from "./plain.ts";
export default class extends Plain {
  static made = 2;
}
