const { mean } = require("./mean");

function descend(start, rate, rounds) {
  let weights = start;
  for (let round = 0; round < rounds; round++) {
    const gradient = weights.map((weight) => 2 * weight);
    weights = weights.map((weight, index) => weight - rate * gradient[index]);
  }
  return weights;
}

module.exports = { descend };
