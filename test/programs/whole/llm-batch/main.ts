/**
 * Evaluates prompts against a fake model client: retries with back-off, a limit on concurrent requests, a scoreboard per category.
 * Main loop: round. Arguments: `4`.
 */
import { FakeModel, RateLimited } from "./client.js";
import { limit } from "./limit.js";

interface Case {
  readonly prompt: string;
  readonly expected: string;
  readonly category: string;
}

const cases: Case[] = Array.from({ length: 8 }, (_, index) => ({ prompt: `${index} + ${index * 3}`, expected: String(index * 4), category: index % 2 === 0 ? "even" : "odd" }));
const model = new FakeModel(0.75);

async function ask(prompt: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await model.complete(prompt);
    } catch (error) {
      if (!(error instanceof RateLimited) || attempt === 4) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt));
    }
  }
}

const scores = new Map<string, { right: number; asked: number }>();
let failed = 0;
const rounds = Number(process.argv[2] ?? 30) * Number(process.env["SCALE"] ?? 1);
for (let round = 0; round < rounds; round++) {
  const answers = await limit(3, cases, async ({ prompt, expected, category }) => {
    try {
      return { category, right: (await ask(prompt)) === expected };
    } catch {
      failed++;
      return { category, right: false };
    }
  });
  for (const { category, right } of answers) {
    const score = scores.get(category) ?? { right: 0, asked: 0 };
    score.asked++;
    if (right) score.right++;
    scores.set(category, score);
  }
  console.log(`round ${round}`, [...scores].map(([name, { right, asked }]) => `${name} ${right}/${asked}`).join(" "), `calls ${model.calls}`);
}
console.log("failed", failed, "limited", model.limited, Object.fromEntries(scores));
