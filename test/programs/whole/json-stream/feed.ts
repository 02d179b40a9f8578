export class JsonFeed {
  depth = 0;
  private text = "";
  private at = 0;
  private start = -1;
  private state: "outside" | "plain" | "string" | "escape" = "outside";
  private readonly ready: string[] = [];

  get pending(): number {
    return this.text.length - Math.max(this.start, 0);
  }

  push(chunk: string): void {
    this.text += chunk;
    for (; this.at < this.text.length; this.at++) this.letter(this.text[this.at]!);
    if (this.start < 0) {
      this.text = "";
      this.at = 0;
    }
  }

  next(): string | undefined {
    return this.ready.shift();
  }

  private letter(letter: string): void {
    if (this.state === "escape") this.state = "string";
    else if (this.state === "string") {
      if (letter === "\\") this.state = "escape";
      else if (letter === '"') this.state = "plain";
    } else if (letter === '"') this.state = "string";
    else if (letter === "{" || letter === "[") {
      if (this.depth++ === 0) this.start = this.at;
      this.state = "plain";
    } else if (letter === "}" || letter === "]") {
      if (--this.depth > 0) return;
      this.ready.push(this.text.slice(this.start, this.at + 1));
      this.text = this.text.slice(this.at + 1);
      this.at = -1;
      this.start = -1;
      this.state = "outside";
    }
  }
}
