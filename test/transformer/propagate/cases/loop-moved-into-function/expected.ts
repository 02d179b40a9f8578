import { net, data } from "./setup.ts";

const epochs = 20;
for (let epoch = 0; epoch < epochs; epoch++) {
  let total = 0;
  for (const batch of data) {
    total += net.step(batch);
  }
  console.log("grad", net.gradient());
  console.log("total", total);
}
