import { log } from "hindlog";

let height = 0;
for (let round = 0; round < 8; round++) {
  height = height * 0.5 + draw();
  //: number  log("number", height);
  //: odd  log("odd", [Number.NaN, -0, Infinity, undefined, null, 10n ** 20n, [, 1]]);
  //: text  log("text", `round ${round} \u001b[31m "quoted", line\n \ud800`);
  //: level {} of {}  console.log(`level ${height} of ${round}`);
  //: half|twice  console.log({ half: height / 2, twice: height * 2 });
  //: labelled  console.log("labelled", height, round);
  //: typed  log("typed", Float32Array.of(height, round));
  log("level", height);
}

function draw(): number {
  let sum = 0;
  for (let i = 0; i < 30000; i++) sum += Math.random() - 0.5;
  return sum;
}
