import registry = require("./registry");

export const counters = { born: 0, eaten: 0 };
export let lastEaten: string | null = null;

export abstract class Animal {
  energy = 5;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
    counters.born++;
  }
  abstract act(turn: number): void;
}

export class Sheep extends Animal {
  act(turn: number): void {
    this.energy += registry.season === 3 ? -1 : 1;
    if (this.energy <= 0) registry.remove(this);
    else if (turn % 12 === 11 && Math.random() < 0.5) registry.add(new Sheep(`${this.name}'`.slice(-6)));
  }
}

class Wolf extends Animal {
  act(): void {
    this.energy--;
    const prey = registry.all().find((animal) => animal instanceof Sheep && animal.energy < 4 + Math.random() * 10);
    if (prey !== undefined && Math.random() < 0.2) {
      registry.remove(prey);
      counters.eaten++;
      lastEaten = prey.name;
      this.energy += 6;
    }
    if (this.energy < -20) registry.remove(this);
  }
}

export const spawnWolf = (name: string): Animal => new Wolf(name);
