import { arg, log } from "hindlog";

const epochs = arg("epochs", 5);
let weight = arg("start", 1);
let velocity = 0;

for (let epoch = 0; epoch < epochs; epoch++) {
  //: before  log("before", weight);
  for (let step = 0; step < 5; step++) {
    velocity = velocity * 0.9 + work(step);
    //: inside  log("inside", velocity);
    weight += velocity;
  }
  //: after  log("after", weight);
  log("loss", weight / (epoch + 1));
}
log("final", weight);

function work(step: number): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.sin(i + step);
  return sum + Math.random();
}
