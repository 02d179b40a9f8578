// Classes made in the loop: mixins, private members, static state, captured and shared variables, methods taken out of them.
type Animal = { name: string; say(): string };
let made = 0;

function species(kind: string, loud: boolean) {
  let count = 0;
  class Base {
    static registry: Animal[] = [];
    static #secret = kind.length;
    static secret(): number {
      return ++this.#secret;
    }
    #age = made++;
    name: string;
    readonly shout = (): string => `${this.name.toUpperCase()}${++count}`;
    constructor(name: string) {
      this.name = name;
      Base.registry.push(this);
      count++;
    }
    say(): string {
      return loud ? this.shout() : `${kind} ${this.name} ${this.#age++} of ${count}`;
    }
    get age(): number {
      return this.#age;
    }
    set age(value: number) {
      this.#age = value;
    }
    *[Symbol.iterator](): Generator<string> {
      yield this.name;
    }
    static create(name: string): Base {
      return new this(name);
    }
  }
  return Base;
}

type Constructor<T = object> = new (...args: any[]) => T;
const Counted = <T extends Constructor<Animal>>(Parent: T, step: number) =>
  class extends Parent {
    calls = 0;
    override say(): string {
      this.calls += step;
      return `${super.say()}*${this.calls}`;
    }
  };

function shape(sides: number) {
  return class Shape {
    static total = sides;
    size = sides;
    area(): number {
      Shape.total += this.size;
      return Shape.total;
    }
  };
}

function main(rounds: number): void {
  const classes: ReturnType<typeof species>[] = [species("cat", false)];
  const animals: Animal[] = [new classes[0]!("tom")];
  const shapes = [shape(1)];
  const taken: ((this: never) => unknown)[] = [];
  const errors: Error[] = [];
  for (let i = 0; i < rounds; i++) {
    const Kind = species(`kind${i}`, i % 2 === 1);
    if (i % 3 !== 2) classes.push(Kind);
    const Twice = Counted(Counted(Kind as Constructor<Animal>, i), 10);
    animals.push(new Kind(`a${i}`), Kind.create(`b${i}`), new Twice(`c${i}`));
    if (animals.length > 12) animals.splice(1, 4);
    shapes.push(shape(i + 2));
    const Box = class {
      value = i;
      tick(): number {
        return (this.value += rounds);
      }
    };
    taken.push(Box.prototype.tick.bind(new Box()) as never, Object.getOwnPropertyDescriptor(Kind.prototype, "age")!.get!.bind(animals.at(-3)) as never, Kind.secret.bind(Kind) as never);
    class Failure extends Error {
      override name = `Failure${i}`;
    }
    errors.push(new Failure(`at ${i}`));
    (Kind as { extra?: number }).extra = i;
    console.log(i, made, animals.map((animal) => animal.say()).join("; "));
    console.log(classes.map((type) => `${type.name}${type.registry.length}${type.secret()}`).join(), shapes.map((type) => `${new type().area()}${type.total}`).join());
    console.log(taken.map((f) => String((f as () => unknown)())).join(), errors.map((error) => `${error.name} ${error.message} ${error.constructor.name} ${error instanceof Error}`).join());
  }
  console.log(classes.map((type) => [...new type("z")].join()).join(), animals.map((animal) => Object.keys(animal).join()).join("; "), new Set(shapes).size);
}
main(8);
