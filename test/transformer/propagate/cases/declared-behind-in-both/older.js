exports.init = function (config) {
  logger.setup(config);

  var rli = readline.createInterface(process.stdin, process.stdout);
  var machine = new Machine(rli, config.colors);

  rli.on("line", machine.onLine.bind(machine));
};
