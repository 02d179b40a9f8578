/**
 * convnetjs, instrumented: its classification example; a small net learns circles with its SGD trainer.
 * Main loop: iteration. Arguments: `4 3`.
 */
import convnet from "convnetjs";

const { Net, SGDTrainer, Vol } = convnet as unknown as {
  Net: new () => { makeLayers(layers: object[]): void; forward(volume: object): { w: ArrayLike<number> }; getPrediction(): number; toJSON(): object };
  SGDTrainer: new (net: object, options: object) => { train(volume: object, label: number): { loss: number }; k: number };
  Vol: new (values: number[]) => { w: number[] };
};

const net = new Net();
net.makeLayers([
  { type: "input", out_sx: 1, out_sy: 1, out_depth: 2 },
  { type: "fc", num_neurons: 5, activation: "tanh" },
  { type: "softmax", num_classes: 2 },
]);
const trainer = new SGDTrainer(net, { learning_rate: 0.05, momentum: 0.5, batch_size: 2, l2_decay: 0.001 });
const points = Array.from({ length: Number(process.argv[3] ?? 8) }, (_, index) => {
  const radius = index % 2 === 0 ? Math.random() : 2 + Math.random();
  const angle = 2 * Math.PI * Math.random();
  return { at: new Vol([radius * Math.cos(angle), radius * Math.sin(angle)]), label: index % 2 };
});
const losses: number[] = [];
const iterations = Number(process.argv[2] ?? 300) * Number(process.env["SCALE"] ?? 1);
for (let iteration = 0; iteration < iterations; iteration++) {
  let loss = 0;
  points.forEach(({ at, label }) => (loss += trainer.train(at, label).loss));
  losses.push(loss);
  const right = points.filter(({ at, label }) => {
    net.forward(at);
    return net.getPrediction() === label;
  }).length;
  console.log(`iteration ${iteration} loss ${loss.toFixed(8)} right ${right}/${points.length} k ${trainer.k}`);
}
console.log(losses.length, JSON.stringify(net.toJSON()).length > 100, net.forward(points[0]!.at).w[0]!.toFixed(8));
