// Functions and classes of Node: extended, kept in variables, their static functions called.
import { EventEmitter, once } from "node:events";
import { Duplex, PassThrough, Readable, Writable } from "node:stream";
import path from "node:path";
import util, { types } from "node:util";

class Meter extends EventEmitter {
  total = 0;
  add(by: number): void {
    this.total += by;
    this.emit("added", by, this.total);
  }
}

class Source extends Readable {
  left = 3;
  override _read(): void {
    this.push(this.left-- > 0 ? "x" : null);
  }
}

const { isDate, isTypedArray } = types;
const asPromise = util.promisify;
const joins = [path.join, path.posix.join];
const print = { info: console.log, again: console.log.bind(console, "again") };
const kinds = { Duplex, PassThrough, Writable };
const seen: number[] = [];
const meter = new Meter();
meter.on("added", (by: number) => seen.push(by));

function main(rounds: number): void {
  const first = kinds.Duplex;
  const prints = [print.info];
  for (let round = 0; round < rounds; round++) {
    meter.add(round);
    prints.push(round % 2 === 0 ? console.log : print.again);
    for (const each of prints) each(round, prints.length);
    print.info(round, meter.total, seen.join(), first.name, typeof once, typeof asPromise, isDate(round), isTypedArray(kinds), joins[round % 2]!("a", `${round}`), new Source().left, EventEmitter.listenerCount(meter, "added"));
  }
}
main(6);
