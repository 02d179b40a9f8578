const { step } = require("./model");
const { log } = require("hindlog");

function train(epochs) {
  for (let epoch = 0; epoch < epochs; epoch++) {
    step(epoch);
    log("epoch", epoch);
  }
}

module.exports = { train };
