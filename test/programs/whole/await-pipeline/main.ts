/**
 * A sequential pipeline of async stages over documents, with a cache, timeouts and a dead-letter list, in one async function.
 * Main loop: document in pipeline.ts. Arguments: `14`.
 */
import { Pipeline } from "./pipeline.js";

const count = Number(process.argv[2] ?? 400) * Number(process.env["SCALE"] ?? 1);
const documents = Array.from({ length: count }, (_, index) => ({ id: index, text: "lorem ipsum dolor sit amet ".repeat(1 + (index % 3)).trim() }));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const pipeline = new Pipeline()
  .stage("clean", async (document) => ({ ...document, text: document.text.replaceAll(/\b(\w)/g, (letter) => letter.toUpperCase()) }))
  .stage("tokenize", async (document) => {
    await pause(0);
    return { ...document, tokens: document.text.split(" ") };
  })
  .stage("embed", async (document) => {
    if (document.id % 6 === 5) throw new Error(`no embedding for ${document.id}`);
    await null;
    return { ...document, vector: document.tokens!.slice(0, 3).map((token) => token.length + Math.random()) };
  });

const result = await pipeline.run(documents);
console.log(result.done.length, result.dead.map(({ id, stage }) => `${id}@${stage}`).join(" "), result.cached);
console.log(result.done.reduce((sum, { vector }) => sum + vector!.reduce((a, b) => a + b, 0), 0));
