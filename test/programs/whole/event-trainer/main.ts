/**
 * A trainer that extends EventEmitter; logging, early stopping and a learning-rate schedule hang on its events.
 * Main loop: epoch in trainer.ts. Arguments: `30`.
 */
import { once } from "node:events";
import { Trainer } from "./trainer.js";

const trainer = new Trainer({ epochs: Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1), rate: 0.3 });
const losses: number[] = [];
let patience = 5;

trainer.on("epoch", ({ epoch, loss }) => {
  losses.push(loss);
  if (epoch % 4 === 0) console.log(`epoch ${epoch} loss ${loss.toFixed(6)}`);
});
trainer.on("epoch", function (this: Trainer, { loss }) {
  if (loss > Math.min(...losses) + 1e-4 && --patience === 0) this.stop("no better");
});
trainer.prependListener("epoch", ({ epoch }) => {
  if (epoch > 0 && epoch % 10 === 0) trainer.rate /= 2;
});
trainer.once("epoch", () => console.log("listeners", trainer.listenerCount("epoch")));

const end = once(trainer, "end");
trainer.train();
const [reason] = (await end) as [string];
console.log(reason, losses.length, patience, trainer.rate, trainer.model);
