const { log } = require("hindlog");
const { step } = require("./model");

function train(epochs) {
  for (let epoch = 0; epoch < epochs; epoch++) {
    step(epoch);
    log("epoch", epoch); // <<
  }
}

module.exports = { train };
