import { arg, log } from "hindlog";
import { Model, scale } from "./model.ts";

const rows = Array.from({ length: 40 }, () => Math.random());
//: setup  log("setup", rows.length + rows[0]!);
const model = new Model(arg("size", 4));

for (let round = 0; round < 8; round++) {
  for (const row of rows) model.learn(row);
  log("error", scale(model.error));
}
//: end  log("end", model.error * 2);
log("done", [model.seen, scale(model.error)]);
