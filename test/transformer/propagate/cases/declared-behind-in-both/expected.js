exports.init = function (config) {
  logger.setup(config);
  process.stdin.on("keypress", (key) => console.log("key", machine, key));

  var rli = readline.createInterface(process.stdin, process.stdout);
  var machine = new Machine(rli, config.colors);

  rli.on("line", machine.onLine.bind(machine));
};
