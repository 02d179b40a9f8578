import { log } from "hindlog";
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function* items(n: number, around: string): AsyncGenerator<number> {
  for (let g = 0; g < n; g++) { await sleep(1); log("in generator", `${around}g@${g}`); yield g; await null; log("resumed", `${around}g@${g}`); }
}
for await (const a of items(2, "a@0/")) { log("a", `a@${a}`); await sleep(1); log("a later", `a@${a}`); for (let i = 0; i < 2; i++) { await null; log("i", `a@${a}/i@${i}`); } }
log("outside", "");
for await (const b of items(5, "b@0/")) { if (b === 1) break; log("b", `b@${b}`); }
log("outside", "");
async function worker(name: string, w: number): Promise<void> {
  for (let s = 0; s < 3; s++) {
    log(name, `w@${w}/s@${s}`);
    await sleep(3 - w);
    log(name, `w@${w}/s@${s}`);
    for await (const x of [sleep(1), 2]) { void x; log(name, `w@${w}/s@${s}/x@${x === 2 ? 1 : 0}`); }
    log(name, `w@${w}/s@${s}`);
  }
}
const all: Promise<void>[] = [];
for (let w = 0; w < 3; w++) { all.push(worker(`worker ${w}`, w)); log("started", `w@${w}`); }
await Promise.all(all);
log("outside", "");
for (let c = 0; c < 2; c++) {
  for (let j = 0; j < 3; j++) { try { for (let k = 0; k < 2; k++) { await null; if (j === 1 && k === 1) await Promise.reject(new Error("x")); log("k", `c@${c}/j@${j}/k@${k}`); } } catch { log("caught", `c@${c}/j@${j}`); } finally { log("finally", `c@${c}/j@${j}`); } }
  log("c", `c@${c}`);
}
async function failing(f: string): Promise<void> { for (let m = 0; m < 3; m++) { await sleep(1); log("m", `${f}m@${m}`); if (m === 1) throw new Error("y"); } }
for (let e = 0; e < 2; e++) { await failing(`e@${e}/`).catch(() => undefined); log("e", `e@${e}`); }
async function recurse(n: number, path: string): Promise<void> { for (let r = 0; r < 2; r++) { await null; log("r", `${path}r@${r}`); if (n > 0) await recurse(n - 1, `${path}r@${r}/`); log("r", `${path}r@${r}`); } }
await recurse(2, "");
await Promise.all([0, 1, 2].map(async (n) => { for (let p = 0; p < 2; p++) { await sleep(3 - n); log("p", `p@${p}`); } }));
log("outside", "");
for (let q = await Promise.resolve(0); q < (await Promise.resolve(2)); q += await Promise.resolve(1)) log("q", `q@${q}`);
const manual = items(3, "z@0/");
for (let z = 0; z < 2; z++) { const next = manual.next(); log("z", `z@${z}`); await next; log("z", `z@${z}`); }
await manual.return(undefined);
for (let y = 0; y < 2; y++) { const late = (async () => { await null; log("late", `y@${y}`); })(); log("y", `y@${y}`); await late; log("y", `y@${y}`); }
// The first item of an async generator is computed within the call of the function that waits for it.
async function* slow(count: number, around: string): AsyncGenerator<number> { await null; for (let h = 0; h < count; h++) { log("slow", `${around}h@${h}`); yield h; } }
async function drain(around: string): Promise<void> { for await (const d of slow(2, `${around}d@0/`)) { await null; log("d", `${around}d@${d}`); } log("drained", around.slice(0, -1)); }
for (let o = 0; o < 3; o++) { await drain(`o@${o}/`); log("o", `o@${o}`); }
for (let t = 0; t < 3; t++) { const drained = drain(`t@${t}/`); log("t", `t@${t}`); await drained; log("t", `t@${t}`); }
log("end", "");
