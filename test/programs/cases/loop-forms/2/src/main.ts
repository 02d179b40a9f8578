import { log } from "hindlog";

const names = ["ada", "grace", "barbara"];
const limits: Record<string, number> = { small: 3, large: 6 };
let budget = 0;

for (const name of names) {
  budget += name.length * Math.random();
  //: forOf  log("forOf", budget);
}
log("after names", budget);

for (const key in limits) {
  let count = 0;
  while (count < limits[key]!) {
    budget += spend(count);
    //: inWhile  log("inWhile", budget);
    count++;
  }
  //: forIn  log("forIn", budget + count);
  log("limit", budget);
}

let tries = 0;
do {
  budget = budget * 0.75 + spend(tries);
  //: doWhile  log("doWhile", budget);
  tries++;
} while (tries < 9);
log("tries", tries);

for (let down = 6, up = 0; down > up; down--, up += 0.5) {
  if (down === 4) continue;
  budget -= up;
  //: twoHeads  log("twoHeads", { total: budget, up });
}

search: for (let row = 0; ; row++) {
  for (let column = 0; column < 5; column++) {
    budget += spend(column);
    if (row === 3 && column === 2) break search;
    if (column === 4) continue search;
    //: labelled  log("labelled", budget);
  }
}
log("total", budget);

function spend(seed: number): number {
  let sum = 0;
  for (let i = 0; i < 5000; i++) sum += Math.cos(i * seed);
  return sum * 0.001 + Math.random();
}
