/**
 * A CommonJS project whose modules require each other in a cycle: entities, a registry with mutable exports, a turn-based game.
 * Main loop: turn. Arguments: `40`.
 */
import registry = require("./registry");
import { spawnWolf, Sheep, counters } from "./animals";

registry.add(new Sheep("dolly"));
registry.add(new Sheep("shaun"));
registry.add(spawnWolf("grey"));

const turns = Number(process.argv[2] ?? 3000) * Number(process.env["SCALE"] ?? 1);
for (let turn = 0; turn < turns; turn++) {
  for (const animal of [...registry.all()]) animal.act(turn);
  if (registry.season !== Math.floor(turn / 10) % 4) registry.nextSeason();
  if (turn % 5 === 0) console.log(`turn ${turn}`, registry.describe(), counters.born, counters.eaten);
  if (registry.all().length === 0) break;
}
console.log(module.children.length > 0, require.main === module, registry.describe(), typeof __filename);
