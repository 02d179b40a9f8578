/**
 * A bank where transfers fail: error classes with causes, finally blocks, nested try, a journal of failures, an audit that rethrows.
 * Main loop: day. Arguments: `60`.
 */
class BankError extends Error {
  override name = "BankError";
}

class InsufficientFunds extends BankError {
  readonly missing: number;
  constructor(account: Account, amount: number) {
    super(`${account.owner} lacks ${(amount - account.balance).toFixed(2)}`);
    this.missing = amount - account.balance;
  }
}

class Locked extends BankError {}

class Account {
  #balance: number;
  locked = false;
  readonly owner: string;
  readonly history: readonly number[] = [];

  constructor(owner: string, balance: number) {
    this.owner = owner;
    this.#balance = balance;
  }

  get balance(): number {
    return this.#balance;
  }

  change(amount: number): this {
    if (this.locked) throw new Locked(`${this.owner} is locked`);
    if (this.#balance + amount < 0) throw new InsufficientFunds(this, -amount);
    this.#balance += amount;
    (this.history as number[]).push(amount);
    return this;
  }
}

const accounts = ["ada", "bob", "cy", "dee"].map((owner, index) => new Account(owner, 100 * (index + 1)));
const failures: BankError[] = [];
let open = 0;

function transfer(from: Account, to: Account, amount: number): "done" | "failed" {
  open++;
  try {
    from.change(-amount);
    try {
      to.change(amount);
      return "done";
    } catch (error) {
      from.change(amount);
      throw new BankError(`transfer of ${amount} undone`, { cause: error });
    }
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    failures.push(error);
    return "failed";
  } finally {
    open--;
  }
}

const pick = (): Account => accounts[Math.floor(Math.random() * accounts.length)]!;
const results = { done: 0, failed: 0 };
const most = Number(process.argv[2] ?? 5000) * Number(process.env["SCALE"] ?? 1);
transfers: for (let day = 0; ; day++) {
  for (let count = 0; count < 6; count++) {
    if (results.done + results.failed >= most) break transfers;
    const [from, to] = [pick(), pick()];
    if (from === to) continue;
    to.locked = Math.random() < 0.1;
    results[transfer(from, to, Math.round(Math.random() * 150))]++;
    to.locked = false;
  }
  const total = accounts.reduce((sum, { balance }) => sum + balance, 0);
  if (total !== 1000) throw new Error(`money was lost: ${total}`);
  console.log(`day ${day}`, results, accounts.map(({ balance }) => balance).join(" "), failures.at(-1)?.message);
}
console.log(open, failures.length, failures.filter((error) => error instanceof InsufficientFunds).length, (failures.find(({ cause }) => cause)?.cause as Error | undefined)?.message);
console.log(failures[0]!.stack!.split("\n").slice(0, 3).join("\n"));
