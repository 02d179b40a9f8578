// Other code goes on beside async generators in the order in which it would.
const order: string[] = [];
async function* g(n: number): AsyncGenerator<number> { for (let i = 0; i < n; i++) { yield i; order.push(`g${i}`); } }
async function* h(): AsyncGenerator<number> { try { yield Promise.resolve(1) as unknown as number; yield 2; return 3; } finally { order.push("h closed"); } }
function ticks(name: string, n: number): void { let p = Promise.resolve(); for (let i = 0; i < n; i++) p = p.then(() => { order.push(`${name}${i}`); }); }
ticks("a", 12);
for await (const x of g(4)) { order.push(`x${x}`); ticks(`t${x}`, 3); }
ticks("b", 12);
for await (const x of h()) { order.push(`h${x}`); if (x === 2) break; }
ticks("c", 12);
for await (const x of [1, Promise.resolve(2), 3]) order.push(`y${x}`);
const o = { async *[Symbol.asyncIterator]() { yield* g(2); yield 9; } };
ticks("d", 20);
for await (const x of o) order.push(`o${x}`);
const it = g(3); ticks("e", 9); const [p, q] = [it.next(), it.next()]; order.push(JSON.stringify([await p, await q, await it.return(5), await it.next()]));
console.log(order.join(" "));
export {};
