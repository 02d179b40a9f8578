import type { Instruction } from "./compiler.js";

const binary: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "<=": (a, b) => Number(a <= b),
  "==": (a, b) => Number(a === b),
};

export class Machine {
  private readonly code: readonly Instruction[];
  private readonly print: (value: number) => void;
  private readonly stack: number[] = [];
  private readonly variables: Record<string, number> = Object.create(null) as Record<string, number>;
  private at = 0;

  constructor(code: readonly Instruction[], print: (value: number) => void) {
    this.code = code;
    this.print = print;
  }

  run(): number {
    let executed = 0;
    run: while (true) {
      const instruction = this.code[this.at++];
      if (instruction === undefined) break run;
      executed++;
      const { op, value } = instruction;
      switch (op) {
        case "push":
          this.stack.push(value as number);
          continue run;
        case "load":
          this.stack.push(this.variables[value as string]!);
          continue run;
        case "store":
          this.variables[value as string] = this.stack.pop()!;
          break;
        case "print":
          this.print(this.stack.pop()!);
          break;
        case "jump":
          this.at = value as number;
          break;
        case "jumpUnless":
          if (this.stack.pop() === 0) this.at = value as number;
          break;
        default: {
          const right = this.stack.pop()!;
          this.stack.push(binary[op]!(this.stack.pop()!, right));
        }
      }
    }
    return executed;
  }
}
