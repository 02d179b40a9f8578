import type { Node } from "./parser.js";

export interface Instruction {
  readonly op: string;
  value?: number | string;
}

export function compile(program: readonly Node[]): Instruction[] {
  const code: Instruction[] = [];
  const emit = (op: string, value?: number | string): Instruction => {
    const instruction: Instruction = value === undefined ? { op } : { op, value };
    code.push(instruction);
    return instruction;
  };
  const visit = (node: Node): void => {
    switch (node.type) {
      case "number":
        emit("push", node.value);
        break;
      case "name":
        emit("load", node.name);
        break;
      case "binary":
        visit(node.left);
        visit(node.right);
        emit(node.op);
        break;
      case "set":
        visit(node.value);
        emit("store", node.name);
        break;
      case "print":
        visit(node.value);
        emit("print");
        break;
      case "while": {
        const start = code.length;
        visit(node.test);
        const leave = emit("jumpUnless", -1);
        node.body.forEach(visit);
        emit("jump", start);
        leave.value = code.length;
        break;
      }
      case "if": {
        visit(node.test);
        const skip = emit("jumpUnless", -1);
        node.body.forEach(visit);
        const end = emit("jump", -1);
        skip.value = code.length;
        node.otherwise.forEach(visit);
        end.value = code.length;
        break;
      }
    }
  };
  program.forEach(visit);
  return code;
}
