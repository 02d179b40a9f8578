import { Heap } from "./heap.js";

abstract class Event {
  static #last = 0;
  readonly id: number = ++Event.#last;
  readonly time: number;

  constructor(time: number) {
    this.time = time;
  }

  abstract happen(simulation: Simulation): void;
}

class Arrival extends Event {
  happen(simulation: Simulation): void {
    simulation.waiting.push({ since: this.time });
    simulation.serve(this.time);
  }
}

class Departure extends Event {
  readonly teller: Teller;

  constructor(time: number, teller: Teller) {
    super(time);
    this.teller = teller;
  }

  happen(simulation: Simulation): void {
    this.teller.release();
    simulation.serve(this.time);
  }
}

class Teller {
  #busy = false;
  served = 0;

  get free(): boolean {
    return !this.#busy;
  }

  take(): void {
    this.#busy = true;
    this.served++;
  }

  release(): void {
    this.#busy = false;
  }
}

export class Simulation {
  readonly waiting: { since: number }[] = [];
  readonly #events = new Heap<Event>((a, b) => a.time < b.time || (a.time === b.time && a.id < b.id));
  readonly #tellers: Teller[];
  #waited = 0;
  #now = 0;

  constructor({ tellers, customers }: { tellers: number; customers: number }) {
    this.#tellers = Array.from({ length: tellers }, () => new Teller());
    let time = 0;
    for (let customer = 0; customer < customers; customer++) {
      time += -Math.log(1 - Math.random()) * 2;
      this.#events.push(new Arrival(time));
    }
  }

  serve(now: number): void {
    const teller = this.#tellers.find((candidate) => candidate.free);
    const customer = teller && this.waiting.shift();
    if (teller === undefined || customer === undefined) return;
    teller.take();
    this.#waited += now - customer.since;
    this.#events.push(new Departure(now + 1 + Math.random() * 5, teller));
  }

  run(): { end: number; waited: number; served: number[] } {
    let handled = 0;
    while (this.#events.size > 0) {
      const event = this.#events.pop()!;
      this.#now = event.time;
      event.happen(this);
      if (++handled % 5 === 0) console.log(`${event.constructor.name} ${event.id} at ${event.time.toFixed(3)}, ${this.waiting.length} wait`);
    }
    return { end: this.#now, waited: this.#waited, served: this.#tellers.map(({ served }) => served) };
  }

  toString(): string {
    return `Simulation at ${this.#now.toFixed(3)} (${Heap.created} heaps)`;
  }
}
