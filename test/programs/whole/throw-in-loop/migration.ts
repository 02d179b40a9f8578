interface Row {
  readonly id: number;
  readonly name: string;
  readonly age: number | null;
}

export class MigrationError extends Error {
  readonly row: Row;
  constructor(row: Row, cause: unknown) {
    super(`row ${row.id} (${row.name}) cannot be migrated`, { cause });
    this.name = "MigrationError";
    this.row = row;
  }
}

export class Migration {
  written = 0;
  #ages = new Map<number, number>();

  get report(): string {
    return `${this.written} written, ${this.#ages.size} ages`;
  }

  apply(row: Row): void {
    try {
      this.#write(row.id, this.#decade(row.age!));
    } catch (error) {
      throw new MigrationError(row, error);
    }
  }

  #decade(age: number): number {
    if (!Number.isInteger(age)) throw new TypeError(`age is ${age}`);
    return Math.floor(age / 10) * 10;
  }

  #write(id: number, decade: number): void {
    this.#ages.set(decade, (this.#ages.get(decade) ?? 0) + id);
    this.written++;
  }
}
