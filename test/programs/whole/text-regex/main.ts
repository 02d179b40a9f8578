/**
 * A text pipeline on regular expressions that carry state: a global matcher walked by lastIndex, replacers, splits, a concordance.
 * Main loop: loop. Arguments: `data/letters.txt`.
 */
import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2] ?? "data/letters.txt", "utf8").repeat(Number(process.env["SCALE"] ?? 1));
const word = /\b(?<word>\p{L}+(?:'\p{L}+)?)\b|(?<number>\d+)|(?<end>[.!?])/gu;

interface Sentence {
  readonly words: string[];
  readonly from: number;
  end: string;
}

const sentences: Sentence[] = [];
const concordance = new Map<string, Set<number>>();
let current: Sentence = { words: [], from: 0, end: "" };
let numbers = 0n;
let match: RegExpExecArray | null;
while ((match = word.exec(text)) !== null) {
  const { word: found, number, end } = match.groups!;
  if (number !== undefined) {
    numbers += BigInt(number);
  } else if (found !== undefined) {
    const key = found.toLowerCase();
    current.words.push(found);
    if (!concordance.has(key)) concordance.set(key, new Set());
    concordance.get(key)!.add(sentences.length);
  } else {
    current.end = end!;
    sentences.push(current);
    console.log(`${sentences.length}: ${current.words.length} words, next at ${word.lastIndex}`);
    current = { words: [], from: word.lastIndex, end: "" };
  }
}

const frequent = [...concordance].filter(([key]) => key.length > 3).sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1));
for (const [key, where] of frequent.slice(0, 8)) console.log(key.padEnd(12), [...where].join(","));
const redacted = text.replaceAll(/\b([A-Z])\w+/g, (_, first: string, at: number) => `${first}${at % 10}`).split(/\n+/, 3);
console.log(redacted.join(" / "));
console.log(sentences.length, concordance.size, numbers, sentences.reduce((longest, one) => (one.words.length > longest.words.length ? one : longest)).words.join(" "));
