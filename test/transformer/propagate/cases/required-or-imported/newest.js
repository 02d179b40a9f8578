const path = require("path");

async function build(options) {
  const makeImage = require("image-maker");
  const target = path.resolve(options.target);
  console.log("target", makeImage.version, target); // <<
  return target;
}

module.exports = build;
