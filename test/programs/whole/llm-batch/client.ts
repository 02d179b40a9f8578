export class RateLimited extends Error {
  readonly retryAfter: number;
  constructor(retryAfter: number) {
    super(`rate limited, retry after ${retryAfter}`);
    this.retryAfter = retryAfter;
  }
}

/** Answers sums, not always rightly; every fifth call is refused. */
export class FakeModel {
  calls = 0;
  limited = 0;
  private readonly skill: number;

  constructor(skill: number) {
    this.skill = skill;
  }

  async complete(prompt: string): Promise<string> {
    const call = ++this.calls;
    await Promise.resolve();
    if (call % 5 === 0) {
      this.limited++;
      throw new RateLimited(call);
    }
    const [left, right] = prompt.split("+").map(Number);
    const noise = (call * 7919) % 100 < this.skill * 100 ? 0 : 1;
    return String(left! + right! + noise);
  }
}
