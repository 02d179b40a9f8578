import { iteration, log } from "hindlog";
function engine(steps: number, each: (step: number) => void): void { for (let n = 0; n < steps; n++) each(n); }
const outer = (fn: () => void): void => fn();
outer(() => [0, 1, 2].forEach((step) => iteration("step", step, () => { log("a", `step@${step}`); for (let i = 0; i < 2; i++) log("b", `step@${step}/i@${i}`); log("c", `step@${step}`); })));
log("outside", "");
for (let e = 0; e < 2; e++) { [5, 7].forEach((step) => { const got = iteration("inner", step, () => { log("a", `e@${e}/inner@${step}`); return step * 2; }); log("got", `e@${e}`); if (got !== step * 2) throw new Error("x"); }); }
try { iteration("step", 9, () => { throw new Error("y"); }); } catch { log("caught", ""); }
engine(2, (n) => iteration("engine", n, () => log("lexical", `n@${n}/engine@${n}`)));
const wait = async (step: number): Promise<void> => { await null; log("later", `async@${step}`); await null; log("later", `async@${step}`); };
await Promise.all([0, 1].map((step) => iteration("async", step, () => wait(step))));
log("outside", "");
