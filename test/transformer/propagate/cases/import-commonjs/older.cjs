const { step } = require("./model");

function train(epochs) {
  for (let epoch = 0; epoch < epochs; epoch++) {
    step(epoch);
  }
}

module.exports = { train };
