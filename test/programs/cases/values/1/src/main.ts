import { log } from "hindlog";

let level = 0;
for (let round = 0; round < 12; round++) {
  level = level * 0.5 + draw();
  //: number  log("number", level);
  //: odd  log("odd", [Number.NaN, -0, Infinity, undefined, null, 10n ** 20n, [, 1]]);
  //: text  log("text", `round ${round} \u001b[31m "quoted", line\n \ud800`);
  //: level {} of {}  console.log(`level ${level} of ${round}`);
  //: half|twice  console.log({ half: level / 2, twice: level * 2 });
  //: labelled  console.log("labelled", level, round);
  //: typed  log("typed", Float32Array.of(level, round));
  log("level", level);
}

function draw(): number {
  let sum = 0;
  for (let i = 0; i < 30000; i++) sum += Math.random() - 0.5;
  return sum;
}
