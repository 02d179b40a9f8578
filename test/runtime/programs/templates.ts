// Strings of tagged templates as keys: each place has one object, before the loop, in it, and where it is evaluated for the first time behind a restore.
const used = new Map<TemplateStringsArray, number>();
const compiled = new WeakMap<TemplateStringsArray, { text: string; runs: number }>();
function line(strings: TemplateStringsArray, ...values: unknown[]): string {
  used.set(strings, (used.get(strings) ?? 0) + 1);
  const known = compiled.get(strings) ?? { text: strings.raw.join("?"), runs: 0 };
  compiled.set(strings, known);
  known.runs++;
  return `${known.text}${known.runs}(${values.join()})`;
}
const db = {
  calls: 0,
  last: null as TemplateStringsArray | null,
  sql(strings: TemplateStringsArray, ...values: unknown[]): string {
    this.calls++;
    const same = this.last === strings;
    this.last = strings;
    return `${same} ${line(strings, ...values)}`;
  },
};
function make(i: number) {
  return () => line`made ${i}\n`;
}
const early = line`early ${1}`;
const makers = [make(0)];
for (let i = 0; i < 8; i++) {
  makers.push(make(i));
  const out = [line`always ${i} \x41`, db.sql`select ${i}`, makers[i]!(), makers[0]!()];
  if (i % 2 === 1) out.push(line`odd`, db.sql`odd ${i}`);
  if (i > 4) out.push(line`late ${i}`);
  for (let j = 0; j < 2; j++) out.push(((k: number) => db.sql`inner ${j}${k}`)(i));
  console.log(i, out.join(" "), used.size, [...used.values()].join(), db.calls);
}
console.log(early, line`early ${1}`, db.sql`last`, used.size, String.raw`a\n${1}`);
