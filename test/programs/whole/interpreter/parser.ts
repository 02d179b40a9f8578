import type { Token } from "./tokens.js";

export type Node =
  | { type: "number"; value: number }
  | { type: "name"; name: string }
  | { type: "binary"; op: string; left: Node; right: Node }
  | { type: "set"; name: string; value: Node }
  | { type: "print"; value: Node }
  | { type: "while"; test: Node; body: Node[] }
  | { type: "if"; test: Node; body: Node[]; otherwise: Node[] };

const precedence: Record<string, number> = { "==": 1, "<": 2, ">": 2, "<=": 2, "+": 3, "-": 3, "*": 4, "/": 4, "%": 4 };

export function parse(tokens: readonly Token[]): Node[] {
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const take = (text?: string): Token => {
    const token = tokens[at++];
    if (token === undefined || (text !== undefined && token.text !== text)) throw new SyntaxError(`expected ${text ?? "more"} at ${token?.at ?? "the end"}`);
    return token;
  };
  const primary = (): Node => {
    const token = take();
    if (token.kind === "number") return { type: "number", value: Number(token.text) };
    if (token.kind === "name") return { type: "name", name: token.text };
    if (token.text !== "(") throw new SyntaxError(`unexpected ${token.text} at ${token.at}`);
    const inner = expression(0);
    take(")");
    return inner;
  };
  const expression = (least: number): Node => {
    let left = primary();
    for (let token = peek(); token !== undefined && (precedence[token.text] ?? -1) > least; token = peek()) {
      take();
      left = { type: "binary", op: token.text, left, right: expression(precedence[token.text]!) };
    }
    return left;
  };
  const block = (): Node[] => {
    take("{");
    const body: Node[] = [];
    while (peek()?.text !== "}") body.push(statement());
    take("}");
    return body;
  };
  const statement = (): Node => {
    const token = take();
    switch (token.text) {
      case "while":
        return { type: "while", test: primary(), body: block() };
      case "if": {
        const test = primary();
        const body = block();
        if (peek()?.text !== "else") return { type: "if", test, body, otherwise: [] };
        take("else");
        return { type: "if", test, body, otherwise: block() };
      }
      case "print": {
        const value = expression(0);
        take(";");
        return { type: "print", value };
      }
    }
    const name = token.text === "let" ? take() : token;
    if (name.kind !== "name") throw new SyntaxError(`expected a name, got ${name.text} at ${name.at}`);
    take("=");
    const value = expression(0);
    take(";");
    return { type: "set", name: name.text, value };
  };
  const program: Node[] = [];
  while (at < tokens.length) program.push(statement());
  return program;
}
