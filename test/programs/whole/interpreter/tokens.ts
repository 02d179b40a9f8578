export interface Token {
  readonly kind: "number" | "name" | "keyword" | "symbol";
  readonly text: string;
  readonly at: number;
}

const keywords = new Set(["let", "while", "if", "else", "print"]);
const space = /\s+/y;
const lexeme = /(?<number>\d+(?:\.\d+)?)|(?<name>[a-z]\w*)|(?<symbol>==|<=|[-+*\/%<>=(){};])/iy;

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    space.lastIndex = at;
    if (space.test(source)) {
      at = space.lastIndex;
      continue;
    }
    lexeme.lastIndex = at;
    const match = lexeme.exec(source);
    if (match === null) throw new SyntaxError(`unexpected ${source[at]} at ${at}`);
    const [text] = match;
    const kind = match.groups!["number"] ? "number" : match.groups!["symbol"] ? "symbol" : keywords.has(text) ? "keyword" : "name";
    tokens.push({ kind, text, at });
    at = lexeme.lastIndex;
  }
  return tokens;
}
