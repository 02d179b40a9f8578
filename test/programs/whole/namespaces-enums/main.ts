/**
 * Namespaces, enums (numeric, string, const, flags), merged declarations and overloads: an inventory moved between warehouses.
 * Main loop: shift. Arguments: `50`.
 */
enum Kind {
  Raw,
  Part = 4,
  Product,
}

enum Access {
  None = 0,
  Read = 1 << 0,
  Write = 1 << 1,
  All = Read | Write,
}

const enum Limit {
  Shelf = 9,
}

enum Unit {
  Piece = "pcs",
  Mass = "kg",
}

namespace Warehouse {
  export let moves = 0;
  const names = new Map<Kind, string>();

  export interface Place {
    readonly name: string;
    readonly stock: Partial<Record<Kind, number>>;
    access: Access;
  }

  export namespace Units {
    export let conversions = 0;
    export const of = (kind: Kind): Unit => (conversions++, kind === Kind.Raw ? Unit.Mass : Unit.Piece);
  }

  export function nameOf(kind: Kind): string {
    if (!names.has(kind)) names.set(kind, `${Kind[kind]} (${Units.of(kind)})`);
    return names.get(kind)!;
  }

  export function move(from: Place, to: Place, kind: Kind): boolean {
    if ((to.access & Access.Write) === 0 || (from.stock[kind] ?? 0) === 0) return false;
    if ((to.stock[kind] ?? 0) >= Limit.Shelf) return false;
    from.stock[kind]!--;
    to.stock[kind] = (to.stock[kind] ?? 0) + 1;
    moves++;
    return true;
  }
}

function place(name: string, start: number): Warehouse.Place {
  return { name, stock: { [Kind.Raw]: start, [Kind.Part]: start * place.factor }, access: Access.All };
}
namespace place {
  export let factor = 2;
}

const places = [place("north", 4), place("south", 2)];
place.factor = 3;
places.push(place("east", 1));
const kinds = Object.values(Kind).filter((kind): kind is Kind => typeof kind === "number");
let refused = 0;
const shifts = Number(process.argv[2] ?? 5000) * Number(process.env["SCALE"] ?? 1);
for (let shift = 0; shift < shifts; shift++) {
  const [from, to] = [places[Math.floor(Math.random() * 3)]!, places[Math.floor(Math.random() * 3)]!];
  const kind = kinds[Math.floor(Math.random() * kinds.length)]!;
  if (!Warehouse.move(from, to, kind)) refused++;
  if (shift % 7 === 0) to.access ^= Access.Write;
  if (shift % 5 === 0) console.log(shift, Warehouse.nameOf(kind), places.map(({ name, access, stock }) => `${name}:${Access[access] ?? access}:${JSON.stringify(stock)}`).join(" "));
}
console.log(Warehouse.moves, Warehouse.Units.conversions, refused, Access.All, Kind["Part"]);
