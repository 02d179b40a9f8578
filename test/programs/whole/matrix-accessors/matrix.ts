export class Matrix {
  static made = 0;
  readonly rows: number;
  readonly columns: number;
  protected readonly values: Float64Array;

  constructor(rows: number, columns: number, values: Float64Array = new Float64Array(rows * columns)) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    Matrix.made++;
  }

  at(row: number, column: number): number {
    return this.values[row * this.columns + column]!;
  }

  set(row: number, column: number, value: number): this {
    this.values[row * this.columns + column] = value;
    return this;
  }

  column(index: number): number[] {
    return Array.from({ length: this.rows }, (_, row) => this.at(row, index));
  }

  map(change: (value: number, row: number, column: number) => number): Matrix {
    return new Matrix(this.rows, this.columns, this.values.map((value, index) => change(value, Math.floor(index / this.columns), index % this.columns)));
  }

  plus(other: Matrix): Matrix {
    return this.map((value, row, column) => value + other.at(row, column));
  }

  minus(other: Matrix): Matrix {
    return this.plus(other.scaled(-1));
  }

  scaled(factor: number): Matrix {
    return this.map((value) => value * factor);
  }

  times(other: Matrix): Matrix {
    return new Matrix(this.rows, other.columns).map((_, row, column) => {
      let sum = 0;
      for (let k = 0; k < this.columns; k++) sum += this.at(row, k) * other.at(k, column);
      return sum;
    });
  }

  get transposed(): Matrix {
    return new Matrix(this.columns, this.rows).map((_, row, column) => this.at(column, row));
  }

  toString(): string {
    return Array.from({ length: this.rows }, (_, row) => Array.from({ length: this.columns }, (_, column) => Math.abs(this.at(row, column)).toFixed(3)).join(" ")).join("\n");
  }
}

export class SquareMatrix extends Matrix {
  static from(size: number, value: (row: number, column: number) => number): SquareMatrix {
    return SquareMatrix.of(new Matrix(size, size).map((_, row, column) => value(row, column)));
  }

  static of(matrix: Matrix): SquareMatrix {
    const square = new SquareMatrix(matrix.rows, matrix.rows);
    for (let row = 0; row < matrix.rows; row++) for (let column = 0; column < matrix.rows; column++) square.set(row, column, matrix.at(row, column));
    return square;
  }

  static identity(size: number): SquareMatrix {
    return SquareMatrix.from(size, (row, column) => Number(row === column));
  }

  get diagonal(): number[] {
    return Array.from({ length: this.rows }, (_, index) => this.at(index, index));
  }

  set diagonal(values: readonly number[]) {
    values.forEach((value, index) => this.set(index, index, value));
  }

  get trace(): number {
    return this.diagonal.reduce((a, b) => a + b, 0);
  }

  get offDiagonal(): number {
    let sum = 0;
    for (let row = 0; row < this.rows; row++) for (let column = 0; column < row; column++) sum += Math.abs(this.at(row, column));
    return sum;
  }

  qr(): { q: Matrix; r: Matrix } {
    const columns: number[][] = [];
    for (let index = 0; index < this.columns; index++) {
      let vector = this.column(index);
      for (const other of columns) {
        const dot = vector.reduce((sum, value, row) => sum + value * other[row]!, 0);
        vector = vector.map((value, row) => value - dot * other[row]!);
      }
      const length = Math.hypot(...vector) || 1;
      columns.push(vector.map((value) => value / length));
    }
    const q = new Matrix(this.rows, this.rows).map((_, row, column) => columns[column]![row]!);
    return { q, r: q.transposed.times(this) };
  }
}
