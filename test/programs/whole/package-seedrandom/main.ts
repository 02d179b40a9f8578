/**
 * seedrandom, instrumented: several of its generators, one entropy pool, state saved and restored; they deal cards and agree on a histogram.
 * Main loop: deal. Arguments: `24`.
 */
import seedrandom from "seedrandom";

const generators = { arc4: seedrandom("hello."), alea: seedrandom.alea("hello.", { state: true }), xor: seedrandom.xorshift7("hello."), tyche: seedrandom.tychei("hello.") };
console.log(generators.arc4(), generators.arc4.quick(), generators.arc4.int32());
const saved = generators.alea.state();
const deck = Array.from({ length: 52 }, (_, index) => `${"23456789TJQKA"[index % 13]}${"cdhs"[Math.floor(index / 13)]}`);
const histogram = new Map<string, number[]>();
const deals = Number(process.argv[2] ?? 4000) * Number(process.env["SCALE"] ?? 1);
for (let deal = 0; deal < deals; deal++) {
  for (const [name, random] of Object.entries(generators)) {
    const hand = [...deck].sort(() => 0).slice(0, 52);
    const cards = Array.from({ length: 5 }, () => hand.splice(Math.floor(random() * hand.length), 1)[0]!);
    const counts = histogram.get(name) ?? new Array<number>(4).fill(0);
    for (const card of cards) counts["cdhs".indexOf(card[1]!)]!++;
    histogram.set(name, counts);
    if (deal % 6 === 0) console.log(deal, name, cards.join(" "));
  }
}
const again = seedrandom.alea("", { state: saved });
console.log(Object.fromEntries(histogram), again(), generators.alea());
