import { arg, log } from "hindlog";
import { Model, scale } from "./model.ts";

const rows = Array.from({ length: 40 }, () => Math.random());
//: setup  log("setup", rows.length + rows[0]!);
const learner = new Model(arg("size", 4));

for (let round = 0; round < 9; round++) {
  for (const row of rows) learner.learn(row);
  log("error", scale(learner.error));
}
//: end  log("end", learner.error * 2);
log("done", [learner.seen, scale(learner.error)]);
