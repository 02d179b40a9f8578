/**
 * A small language: tokenizer with sticky regular expressions, precedence parser, compiler to byte code, and a virtual machine.
 * Main loop: run in machine.ts. Arguments: `12`.
 */
import { compile } from "./compiler.js";
import { Machine } from "./machine.js";
import { parse } from "./parser.js";
import { tokenize } from "./tokens.js";

const count = Number(process.argv[2] ?? 3000) * Number(process.env["SCALE"] ?? 1);
const source = `
  let n = ${count};
  let a = 0; let b = 1; let i = 0;
  while (i < n) {
    let t = a + b;
    a = b; b = t % 1000007;
    if (b % 2 == 0) { print b; } else { print 0 - b; }
    i = i + 1;
  }
  print a * (b - i) / 2;
`;
const tokens = tokenize(source);
console.log(tokens.length, "tokens,", tokens.filter(({ kind }) => kind === "name").length, "names");
const tree = parse(tokens);
const code = compile(tree);
console.log(code.map(({ op, value }) => (value === undefined ? op : `${op}:${value}`)).join(" "));
const machine = new Machine(code, (value) => console.log(">", value));
console.log(machine.run(), "instructions");
try {
  parse(tokenize("let 5 = ;"));
} catch (error) {
  console.log(String(error));
}
