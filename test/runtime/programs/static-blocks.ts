// Loops in static blocks and static initialisers: the class is state before its name means it.
class Table {
  static rows: Table[] = [];
  static #made = 0;
  readonly id = ++Table.#made;
  static first = Table.fill(3);
  value = 0;
  static fill(n: number): Table {
    for (let i = 0; i < n; i++) {
      const row = new this();
      row.value = i * Table.rows.length;
      Table.rows.push(row);
      console.log("fill", i, row.id, Table.rows.map((each) => each.value).join());
    }
    return Table.rows[0]!;
  }
  twice(): number {
    return this.value * 2;
  }
  static {
    const twice = Table.prototype.twice;
    for (let i = 0; i < 4; i++) {
      this.rows[i % 3]!.value += i;
      console.log("block", i, this.rows.map((each) => twice.call(each)).join(), Table.#made);
    }
  }
}
function local(by: number): void {
  let steps = 0;
  class Local {
    static log: string[] = [];
    static {
      for (let i = 0; i < 3; i++) {
        steps += by;
        Local.log.push(`${i}${steps}`);
        console.log("local", this.log.join());
      }
    }
  }
  console.log(Local.log.join(), steps);
}
local(2);
local(5);
console.log(Table.rows.length, Table.first.id);
