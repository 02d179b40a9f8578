// Members of the language's own objects that a program replaces, adds, takes away, or defines with a getter.
import { log } from "hindlog";

const round = Math.round;
const { at } = Array.prototype;
const own = { twice: (value: number): number => 2 * value, raised: (value: number): number => round(value) + 1000 };
type Grown = readonly number[] & { readonly last: number; total(): number };
const total = function (this: readonly number[]): number {
  return this.reduce((sum, value) => sum + value, 0);
};
const grown = Array.prototype as unknown as Record<string, unknown>;
const first = { get: (): string => "first", enumerable: false, configurable: true };

for (let i = 0; i < 8; i++) {
  if (i === 2) Math.round = own.raised;
  if (i === 6) Math.round = round;
  if (i === 1) grown["total"] = total;
  if (i === 3) Object.assign(JSON, { twice: own.twice });
  if (i === 4) Object.defineProperty(String.prototype, "whichever", first);
  if (i === 5) delete (Array.prototype as Partial<unknown[]>).at;
  if (i === 7) Array.prototype.at = at;
  const list = [i, i + 1] as unknown as Grown;
  log("round", Math.round(i + 0.4));
  log("total", i < 1 ? 0 : list.total());
  log("twice", i < 3 ? 0 : (JSON as unknown as typeof own).twice(i));
  log("whichever", ("" as unknown as { whichever?: string }).whichever ?? "none");
  console.log(i, Math.round(0.6), Object.keys(Array.prototype).join(), Object.keys(JSON).join(), typeof list.at);
}
console.log(Math.round(1), "total" in [], typeof [].at);
