import Plain from "./plain.ts";
import Counting from "./counting.ts";

console.log(Plain.name, Counting.name, Counting.made, Object.getOwnPropertyNames(Plain), new Plain().n + new Counting().n);
