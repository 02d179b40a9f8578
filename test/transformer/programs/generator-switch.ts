/** A generator waits where it cannot be entered: in a `switch` whose other clauses declare what is not initialised. */
function* steps(): Generator<number> {
  let sum = 0;
  for (let at = 0; at < 6; at++) {
    switch (at % 3) {
      case 0:
        const first = at;
        sum += first;
        break;
      case 1:
        const second = at;
        yield second;
        sum += second;
        break;
      default:
        sum++;
    }
    console.log("at", at, sum);
  }
}

for (const step of steps()) console.log("step", step);
