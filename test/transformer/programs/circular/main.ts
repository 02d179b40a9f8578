// Two modules that call each other's functions before they are initialised.
import { fromB } from "./b.ts";
export function fromA(n: number): string {
  let text = "";
  for (let i = 0; i < n; i++) text += `a${String(i)}`;
  console.log("fromA", text);
  return text;
}
console.log("main", fromB(2));
