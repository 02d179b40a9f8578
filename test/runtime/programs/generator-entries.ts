// Functions with loops that generators call between their yields: behind a restore their activations are counted on from where they were.
import { log } from "hindlog";
let total = 0;
function helper(n: number): void { for (let h = 0; h < 2; h++) log("h", total += n); }
function* G(): Generator<number> { for (let i = 0; i < 4; i++) { helper(i); yield i; helper(i); } helper(50); yield 1; helper(60); yield 2; helper(70); }
for (const s of G()) log("s", s);
function* two(): Generator<number> { helper(1); yield 1; helper(2); yield 2; helper(3); for (let i = 0; i < 3; i++) log("i", i); yield 3; helper(4); }
for (const s of two()) log("s2", s);
const g = two();
for (let k = 0; k < 4; k++) log("k", JSON.stringify(g.next()));
