// Members that are code and nothing else: static ones of classes made in functions, symbols as names, accessors.
import { log } from "hindlog";

function kinds(scale: number): { make(): { value: number }; items: { [Symbol.iterator](): Iterator<number> } } {
  class Local {
    static made = 0;
    value = scale;
    static make(): Local {
      Local.made++;
      return new Local();
    }
    static get count(): number {
      return Local.made;
    }
    static async later(): Promise<void> {}
    static *each(): Generator<number> {
      yield Local.made;
    }
  }
  let handed = 0;
  const items = {
    *[Symbol.iterator](): Iterator<number> {
      handed++;
      yield* [scale, Local.count, handed];
    },
    get [Symbol.toStringTag](): string {
      return `Items${handed}`;
    },
  };
  return { make: () => Local.make(), items };
}

class Range {
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "number";
  }
}

const all = [kinds(2), kinds(3)];
let last = all[0]!;
let kept: { [Symbol.toPrimitive](): number }[] = [];
for (let i = 0; i < 6; i++) {
  last = all[i % 2]!;
  const size = i;
  kept = [...kept.slice(-2), { [Symbol.toPrimitive]: () => size, ...{ [Symbol.toPrimitive]() { return size * 2; } } }];
  log("sum", [...last.items].reduce((a, b) => a + b, last.make().value) + kept.reduce((a, b) => a + Number(b), 0));
  console.log(String(last.items), (i as unknown) instanceof Range);
}
