import { log } from "hindlog";

const names = ["ada", "grace", "barbara"];
const limits: Record<string, number> = { small: 3, large: 6 };
let total = 0;

for (const name of names) {
  total += name.length * Math.random();
  //: forOf  log("forOf", total);
}
log("after names", total);

for (const key in limits) {
  let count = 0;
  while (count < limits[key]!) {
    total += spend(count);
    //: inWhile  log("inWhile", total);
    count++;
  }
  //: forIn  log("forIn", total + count);
  log("limit", total);
}

let tries = 0;
do {
  total = total * 0.75 + spend(tries);
  //: doWhile  log("doWhile", total);
  tries++;
} while (tries < 7);
log("tries", tries);

for (let down = 6, up = 0; down > up; down--, up += 0.5) {
  if (down === 4) continue;
  total -= up;
  //: twoHeads  log("twoHeads", { total, up });
}

search: for (let row = 0; ; row++) {
  for (let column = 0; column < 5; column++) {
    total += spend(column);
    if (row === 3 && column === 2) break search;
    if (column === 4) continue search;
    //: labelled  log("labelled", total);
  }
}
log("total", total);

function spend(seed: number): number {
  let sum = 0;
  for (let i = 0; i < 5000; i++) sum += Math.cos(i * seed);
  return sum * 0.001 + Math.random();
}
