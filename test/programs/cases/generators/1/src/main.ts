import { log } from "hindlog";

let total = 0;
const draw = (): number => Math.random();

function* batches(size: number): Generator<number[]> {
  for (let batch = 0; batch < size; batch++) {
    const items: number[] = [];
    for (let item = 0; item < 4; item++) {
      items.push(draw());
      //: inGenerator  log("inGenerator", items.length + total);
    }
    log("made", items.length);
    yield items;
    //: resumed  log("resumed", total);
  }
}

async function* stream(size: number): AsyncGenerator<number> {
  for (let chunk = 0; chunk < size; chunk++) {
    await null;
    //: inStream  log("inStream", total + chunk);
    yield draw() + chunk;
  }
}

function mixed(..._weights: number[]): void {
  for (let at = 0; at < arguments.length; at++) {
    arguments[at] = (arguments[at] as number) + draw();
    //: inArguments  log("inArguments", [...arguments].join());
    total += arguments[at] as number;
  }
  log("weights", [...arguments].join());
}

for (let epoch = 0; epoch < 5; epoch++) {
  for (const items of batches(3)) {
    for (const value of items) {
      total += value;
      //: inConsumer  log("inConsumer", total);
    }
  }
  for await (const chunk of stream(3)) {
    total += chunk;
    //: inForAwait  log("inForAwait", total);
  }
  mixed(epoch, 2, 3);
  //: inEpoch  log("inEpoch", total);
  log("epoch total", total);
}

function settle(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    total += draw();
  }
  log("settled", total);
}

function* training(epochs: number): Generator<string> {
  for (let warmUp = 0; warmUp < epochs; warmUp++) {
    total += draw() * warmUp;
    //: inWarmUp  log("inWarmUp", total);
    log("warm", warmUp);
  }
  yield "warm";
  settle(2);
  yield "settled";
  settle(3);
  for (const part of [1, 2, 3]) {
    settle(part);
  }
}

for (const stage of training(6)) {
  log("stage", stage);
}

const numbers = batches(2);
for (let pull = 0; pull < 2; pull++) {
  total += numbers.next().value![0]!;
  //: inPull  log("inPull", total);
}
log("end", total);
