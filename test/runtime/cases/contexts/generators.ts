// Each record's value is the context it must have: loop@iteration, outermost first; "" outside of loops.
import { log } from "hindlog";
function* numbers(n: number, around: string): Generator<number> {
  for (let g = 0; g < n; g++) {
    log("in generator", `${around}g@${g}`);
    try { yield g; log("resumed", `${around}g@${g}`); } finally { log("closing", `${around}g@${g}`); }
  }
  log("behind", around.slice(0, -1));
}
for (const a of numbers(3, "a@0/")) { log("consumer", `a@${a}`); for (let inner = 0; inner < 2; inner++) log("inner", `a@${a}/inner@${inner}`); }
log("outside", "");
for (const b of numbers(9, "b@0/")) { log("consumer", `b@${b}`); if (b === 1) break; }
log("outside", "");
const held = numbers(3, "c@0/");
for (let c = 0; c < 2; c++) { log("before", `c@${c}`); held.next(); log("after", `c@${c}`); }
for (let d = 0; d < 2; d++) { try { if (d === 0) held.throw(new Error("x")); } catch { log("caught", `d@${d}`); } held.return(undefined); log("after", `d@${d}`); }
function outer(): void { for (let e = 0; e < 2; e++) { for (const f of numbers(2, `e@${e}/f@0/`)) { if (f === 1) return; log("f", `e@${e}/f@${f}`); } log("e", `e@${e}`); } }
outer(); log("outside", "");
class Tree { *[Symbol.iterator](): Generator<number> { for (const t of [0, 1]) { helper(`h@0/t@${t}`); yield t; } } }
function helper(where: string): void { log("helper", where); }
for (const h of new Tree()) log("h", `h@${h}`);
log("outside", "");
