import { arg, log } from "hindlog";

const epochs = arg("epochs", 6);
let weight = arg("start", 1);
let velocity = 0;

for (let epoch = 0; epoch < epochs; epoch++) {
  const start = performanceOf(weight);
  //: before  log("before", weight);
  for (let step = 0; step < 7; step++) {
    velocity = velocity * 0.9 + work(step);
    //: inside  log("inside", velocity);
    weight += velocity;
  }
  //: after  log("after", weight);
  log("loss", weight / (epoch + 1));
  log("gain", performanceOf(weight) - start);
}
log("final", weight);

function performanceOf(value: number): number {
  return Math.abs(value) ** 0.5;
}

function work(step: number): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.sin(i + step);
  return sum + Math.random();
}
