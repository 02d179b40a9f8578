exports.init = function (config) {
  logger.setup(config);

  process.stdin.on("keypress", (key) => console.log("key", machine, key)); // <<

  const rli = readline.createInterface(process.stdin, process.stdout);
  const machine = new Machine(rli, config.colors);

  rli.on("line", machine.onLine.bind(machine));
};
