// One strand that awaits: boundaries inside async functions, between awaits, with errors caught.
import { log } from "hindlog";

class Client {
  calls = 0;
  readonly seen: string[] = [];
  async ask(question: string): Promise<number> {
    this.calls++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.calls % 4 === 0) throw new Error("busy");
    this.seen.push(question);
    return question.length + Math.random();
  }
}

async function evaluate(client: Client, rounds: number): Promise<number> {
  let score = 0;
  for (let round = 0; round < rounds; round++) {
    for (const question of ["a", "bb", "ccc"]) {
      try {
        score += await client.ask(question);
      } catch (error) {
        score -= (error as Error).message.length;
      }
      log("score", score);
    }
    console.log(`round ${round} ${client.calls} ${client.seen.length}`);
  }
  return score;
}
const client = new Client();
log("final", await evaluate(client, 4));
const both = await Promise.all([evaluate(client, 1), evaluate(client, 1)]);
console.log(both.length, client.calls);
