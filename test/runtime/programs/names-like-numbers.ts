// Keys that look like indices and are names: their order is that in which they were added, and typed arrays have them beside their elements.
type Bag = Record<string, number>;
const bag: Bag = { "01": 1, name: 2, "4294967295": 3, "-0": 4, "1.5": 5, "7": 6 };
const list = Object.assign([1, 2, 3], { "01": 1, "4294967295": 2 }) as number[] & Bag;
const bytes = Object.assign(new Uint8Array(4), { "01": 1, "00": 2 }) as Uint8Array & Bag;

function step(i: number): void {
  const key = ["01", "name", "4294967295", "1.5"][i % 4]!;
  delete bag[key];
  bag[key] = i;
  bag[`0${i}`] = i;
  if (i % 3 === 0) {
    delete list["01"];
    list["01"] = i;
    delete bytes["01"];
    bytes["01"] = i;
  }
  bytes[`0${i}`] = i;
  list.push(i);
}

for (let i = 0; i < 9; i++) {
  step(i);
  console.log(i, Object.keys(bag).join(" "), Object.keys(list).join(" "), Object.keys(bytes).join(" "));
}
console.log(JSON.stringify([bag, { ...list }, { ...bytes }]));
