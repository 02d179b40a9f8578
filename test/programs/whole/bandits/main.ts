/**
 * Epsilon-greedy, UCB1 and Thompson sampling compete on the same Bernoulli arms.
 * Main loop: round. Arguments: `40`.
 */
interface Strategy {
  readonly name: string;
  choose(round: number): number;
  learn(arm: number, reward: number): void;
}

abstract class Counting implements Strategy {
  abstract readonly name: string;
  protected readonly pulls: number[];
  protected readonly wins: number[];

  constructor(arms: number) {
    this.pulls = new Array<number>(arms).fill(0);
    this.wins = new Array<number>(arms).fill(0);
  }

  protected best(score: (arm: number) => number): number {
    const scores = this.pulls.map((_, arm) => score(arm));
    return scores.indexOf(Math.max(...scores));
  }

  abstract choose(round: number): number;

  learn(arm: number, reward: number): void {
    this.pulls[arm]!++;
    this.wins[arm]! += reward;
  }

  toString(): string {
    return `${this.name} ${this.pulls.join("/")}`;
  }
}

class EpsilonGreedy extends Counting {
  readonly name = "epsilon-greedy";
  choose(): number {
    if (Math.random() < 0.1) return Math.floor(Math.random() * this.pulls.length);
    return this.best((arm) => (this.pulls[arm] === 0 ? 1 : this.wins[arm]! / this.pulls[arm]!));
  }
}

class Ucb extends Counting {
  readonly name = "ucb1";
  choose(round: number): number {
    const unseen = this.pulls.indexOf(0);
    return unseen >= 0 ? unseen : this.best((arm) => this.wins[arm]! / this.pulls[arm]! + Math.sqrt((2 * Math.log(round + 1)) / this.pulls[arm]!));
  }
}

class Thompson extends Counting {
  readonly name = "thompson";
  static gamma(shape: number): number {
    let product = 1;
    for (let draw = 0; draw < shape; draw++) product *= 1 - Math.random();
    return -Math.log(product);
  }
  choose(): number {
    return this.best((arm) => {
      const a = Thompson.gamma(1 + this.wins[arm]!);
      return a / (a + Thompson.gamma(1 + this.pulls[arm]! - this.wins[arm]!));
    });
  }
}

const chances = [0.2, 0.35, 0.5, 0.62];
const strategies: Strategy[] = [new EpsilonGreedy(4), new Ucb(4), new Thompson(4)];
const regret = new Map(strategies.map((strategy) => [strategy, 0]));
const rounds = Number(process.argv[2] ?? 20_000) * Number(process.env["SCALE"] ?? 1);
for (let round = 0; round < rounds; round++) {
  strategies.forEach((strategy) => {
    const arm = strategy.choose(round);
    strategy.learn(arm, Math.random() < chances[arm]! ? 1 : 0);
    regret.set(strategy, regret.get(strategy)! + Math.max(...chances) - chances[arm]!);
  });
  if (round % 20 === 19) console.log(round + 1, strategies.map((strategy) => `${strategy.name} ${regret.get(strategy)!.toFixed(2)}`).join(", "));
}
console.log(strategies.map(String).join("\n"));
