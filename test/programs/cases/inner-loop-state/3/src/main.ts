import { arg, log } from "hindlog";

const epochs = arg("epochs", 6);
let w = arg("start", 1);
let velocity = 0;

for (let epoch = 0; epoch < epochs; epoch++) {
  const start = performanceOf(w);
  //: before  log("before", w);
  for (let step = 0; step < 7; step++) {
    velocity = velocity * 0.8 + work(step);
    //: inside  log("inside", velocity);
    w += velocity;
  }
  //: after  log("after", w);
  log("loss", w / (epoch + 1));
  log("gain", performanceOf(w) - start);
}
log("final", w);

function performanceOf(value: number): number {
  return Math.abs(value) ** 0.5;
}

function work(step: number): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.sin(i + step);
  return sum + Math.random();
}
