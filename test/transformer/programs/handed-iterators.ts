// Iterators of Maps and Sets that are handed on, and calls that go over one: what they give, what they throw, and where.
const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));
const attempt = (work: () => unknown): void => {
  try {
    say(work());
  } catch (error) {
    say((error as Error).stack!.split("\n").slice(0, 3).join(" | ").replaceAll(/\(?file:.*\/|\(?\/.*\//g, ""));
  }
};
const groups = new Map<string, Set<number>>([
  ["odd", new Set([1, 3, 5])],
  ["even", new Set([2, 4])],
]);
const key = "odd";
const holder = {
  reads: 0,
  get groups() {
    this.reads++;
    return groups;
  },
};
attempt(() => groups.get(key)!.values().next().value);
attempt(() => groups.get("none")!.values().next().value);
attempt(() => {
  const it = groups.get("none")!.values();
  return it.next();
});
attempt(() => {
  const it = groups.get("none")?.values();
  return it;
});
attempt(() => {
  const it = (groups.get("odd") as unknown as { values: { keys(): Iterator<number> } }).values.keys();
  return it;
});
attempt(() => {
  for (const x of groups.get("none")!.values()) say(x);
});
attempt(() => groups.get("none")!.forEach(say));
attempt(() => (groups as unknown as { every: (f: typeof say) => void }).every(say));
attempt(() => {
  (groups.get("odd") as unknown as { forEach: unknown }).forEach = 5;
  groups.get("odd")!.forEach((x) => say(x));
});
attempt(() => {
  holder.groups.forEach((group, name) => {
    say(name, [...group].join());
    if (name === "even") throw new Error("left");
  });
});
say(holder.reads);
class Listed extends Set<string> {
  override forEach(work: (item: string, again: string, all: Set<string>) => void): void {
    say("own forEach", work.length, work.name);
    super.forEach((item) => {
      say("inner");
      work(item, item, this);
    });
  }
  override values(): SetIterator<string> {
    say("own values");
    return super.values();
  }
}
const listed = new Listed(["p", "q"]);
listed.forEach((item) => {
  say(item, item.toUpperCase());
});
const values = listed.values();
say(values.next().value, Object.prototype.toString.call(values));
Array.from(listed, (item, at) => say(item, at, at.toFixed(1)));
Array.from({ length: 2 }, (item, at) => say(item, at.toFixed(1)));
say(Array.from(groups.keys(), (name) => name.toUpperCase()).join());
const chosen = groups.size > 1 ? groups.keys() : groups.values();
say(chosen.next().value, [...(groups.get("even") ?? new Set()).values()].join());
let assigned: Iterator<number> | undefined;
assigned = [...groups.values()][1]!.values();
say(assigned.next().value, assigned.next().value, assigned.next().done);
function* early(): Generator<unknown> {
  groups.get("even")!.forEach((x) => say("in a generator", x, x.toFixed(1)));
  for (const pair of groups.get("even")!.entries()) yield pair;
  for (const pair of ["a", "b"].entries()) yield pair;
}
say([...early()].join(";"));
async function waits(): Promise<void> {
  [1, 2].values();
  for (const x of groups.get("even")!.keys()) {
    await null;
    say("waited", x);
  }
  new Set([await Promise.resolve(7)]).forEach((x) => say(x, x.toFixed(1)));
}
if (out.length > 0) groups.get("even")!.forEach((x) => say("alone", x, String(x)));
label: groups.get("even")!.forEach((x) => say("labelled", x, String(x)));
await waits();
console.log(out.join("\n"));
