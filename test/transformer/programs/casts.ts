// What only types need stands around functions, callees and targets, and changes nothing.
type Give = () => number;
let seen = 0;
const asserted = (() => seen) as Give;
const satisfied = function () { return seen + 2; } satisfies Give;
const angled = <Give>(() => seen + 3);
const held = { method: (() => seen + 4) as Give, made: (class { at = seen; }) as new () => object };
class Kept { field = (() => seen + 5) as Give; static shared = ((() => seen + 6) as unknown)!; }
let assigned: unknown;
assigned = (() => seen) as Give;
const [first = (() => seen) as Give] = [] as Give[];
for (const value of [1, 2, 3]) {
  (<number>seen) += value;
  (seen satisfies number)++;
  console.log(seen, asserted(), satisfied(), angled(), (held.method as Give)(), (<any>held)["method"](), (asserted satisfies Give)());
}
console.log([asserted, satisfied, angled, held.method, held.made, new Kept().field, Kept.shared, assigned, first].map((given) => (given as Give).name).join());
try { (<any>held).missing(); } catch (error) { console.log((error as Error).message); }
try { for (const x of <any>held.method) console.log(x); } catch (error) { console.log((error as Error).message); }
