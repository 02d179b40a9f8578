/**
 * Token texts as small numbers, shared by the two texts that are compared.
 *
 * Quote style is not a difference: `'a'` and `"a"` have one id.
 */
export class Vocabulary {
  private readonly ids = new Map<string, number>();
  /** Token text by id. */
  readonly texts: string[] = [];

  /** Gives the id of a token text. */
  id(text: string): number {
    const key = text.charCodeAt(0) === 39 && !text.includes('"') ? `"${text.slice(1, -1)}"` : text;
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.texts.length;
      this.ids.set(key, id);
      this.texts.push(key);
    }
    return id;
  }
}
