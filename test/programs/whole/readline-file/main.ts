/**
 * Reads a recipe file line by line with readline's async iterator, scales the amounts, and writes a shopping list.
 * Main loop: line. Arguments: `data/recipes.txt`.
 */
import { createReadStream, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

interface Recipe {
  readonly title: string;
  readonly serves: number;
  readonly amounts: Map<string, number>;
}

const recipes: Recipe[] = [];
const shopping = new Map<string, number>();
let current: Recipe | null = null;
const lines = createInterface({ input: createReadStream(process.argv[2]!), crlfDelay: Number.POSITIVE_INFINITY });
for await (const line of lines) {
  const title = /^# (.+?) \((\d+)\)$/.exec(line);
  if (title !== null) {
    current = { title: title[1]!, serves: Number(title[2]), amounts: new Map() };
    recipes.push(current);
    continue;
  }
  const part = /^- (\d+(?:\.\d+)?) (\w+) (.+)$/.exec(line);
  if (part === null || current === null) continue;
  const key = `${part[3]} (${part[2]})`;
  const amount = (Number(part[1]) * 6) / current.serves;
  current.amounts.set(key, amount);
  shopping.set(key, (shopping.get(key) ?? 0) + amount);
  console.log(`${current.title}: ${key} ${amount.toFixed(2)}`);
}
writeFileSync("shopping.txt", [...shopping].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, amount]) => `${amount.toFixed(1).padStart(8)} ${key}\n`).join(""));
console.log(recipes.length, shopping.size);
