/**
 * Builds documents from pieces: tagged templates, a rope that flattens itself, word wrap, hyphenation, Unicode-aware columns.
 * Main loop: paragraph. Arguments: `10`.
 */
class Rope {
  private parts: string[] = [];
  private flat: string | null = "";
  length = 0;

  append(...pieces: readonly string[]): this {
    for (const piece of pieces) {
      this.parts.push(piece);
      this.length += [...piece].length;
    }
    this.flat = null;
    return this;
  }

  toString(): string {
    if (this.flat === null) {
      this.flat = this.parts.join("");
      this.parts = [this.flat];
    }
    return this.flat;
  }
}

const used = new Map<TemplateStringsArray, number>();
function line(strings: TemplateStringsArray, ...holes: readonly unknown[]): string {
  used.set(strings, (used.get(strings) ?? 0) + 1);
  return String.raw({ raw: strings.raw.map((text) => text.replaceAll("~", " ")) }, ...holes.map((hole) => (typeof hole === "number" ? hole.toFixed(2) : hole)));
}

const words = "über die Brücke 橋を渡る and then naïve façade 🙂 résumé".split(" ");

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last !== "" && [...last].length + 1 + [...word].length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

const document = new Rope();
let checksum = 0;
const paragraphs = Number(process.argv[2] ?? 800) * Number(process.env["SCALE"] ?? 1);
for (let paragraph = 1; paragraph <= paragraphs; paragraph++) {
  const count = 6 + Math.floor(Math.random() * 8);
  let text = line`§~${paragraph}~(${count / 3})`;
  for (let word = 0; word < count; word++) text += ` ${words[(word * paragraph) % words.length]}`;
  for (const row of wrap(text, 28)) document.append(row.padEnd(30, "."), "\n");
  document.append("\n");
  const whole = String(document);
  checksum = [...whole.slice(-40)].reduce((hash, letter) => (hash * 33 + letter.codePointAt(0)!) >>> 0, checksum);
  console.log(paragraph, document.length, checksum.toString(16), whole.split("\n").at(-3));
}
console.log([...used.values()], String(document).normalize("NFD").length, checksum);
