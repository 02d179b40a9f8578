import { arg, log } from "hindlog";

const epochs = arg("epochs", 6);
let w = arg("start", 1);
let velocity = 0;

for (let epoch = 0; epoch < epochs; epoch++) {
  //: before  log("before", w);
  for (let step = 0; step < 5; step++) {
    velocity = velocity * 0.8 + work(step);
    //: inside  log("inside", velocity);
    w += velocity;
  }
  //: after  log("after", w);
  log("loss", w / (epoch + 1));
}
log("final", w);

function work(step: number): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.sin(i + step);
  return sum + Math.random();
}
