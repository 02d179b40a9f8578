export interface Document {
  readonly id: number;
  readonly text: string;
  readonly tokens?: string[];
  readonly vector?: number[];
}

type Stage = (document: Document) => Promise<Document>;

export class Pipeline {
  private readonly stages: { name: string; work: Stage }[] = [];
  private readonly cache = new Map<string, Document>();

  stage(name: string, work: Stage): this {
    this.stages.push({ name, work });
    return this;
  }

  async run(documents: readonly Document[]): Promise<{ done: Document[]; dead: { id: number; stage: string }[]; cached: number }> {
    const done: Document[] = [];
    const dead: { id: number; stage: string }[] = [];
    let cached = 0;
    next: for (const document of documents) {
      let current = document;
      for (const { name, work } of this.stages) {
        const key = `${name} ${current.text} ${name === "embed" ? current.id : ""}`;
        const known = this.cache.get(key);
        if (known !== undefined) {
          current = { ...known, id: current.id };
          cached++;
          continue;
        }
        try {
          current = await work(current);
          this.cache.set(key, current);
        } catch (error) {
          dead.push({ id: document.id, stage: name });
          console.log(`document ${document.id}: ${(error as Error).message}`);
          continue next;
        }
      }
      done.push(current);
      console.log(`document ${document.id} done, ${this.cache.size} cached, ${current.vector![0]!.toFixed(4)}`);
    }
    return { done, dead, cached };
  }
}
