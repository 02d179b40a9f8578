/**
 * A matrix library with getters, setters, static factories, subclasses and chained operations; eigenvalues by shifted QR.
 * Main loop: loop. Arguments: `4`.
 */
import { Matrix, SquareMatrix } from "./matrix.js";

const size = Number(process.argv[2] ?? 12);
const random = SquareMatrix.from(size, () => Math.random() - 0.5);
let a: SquareMatrix = SquareMatrix.of(random.plus(random.transposed).scaled(0.5));
const trace = a.trace;
let vectors: Matrix = SquareMatrix.identity(size);
let rotations = 0;
const residuals: number[] = [];
while (a.offDiagonal > 1e-6 && rotations < 400) {
  const shift = a.at(size - 1, size - 1);
  const shifted = SquareMatrix.of(a.minus(SquareMatrix.identity(size).scaled(shift)));
  const { q, r } = shifted.qr();
  a = SquareMatrix.of(r.times(q).plus(SquareMatrix.identity(size).scaled(shift)));
  vectors = vectors.times(q);
  rotations++;
  residuals.push(a.offDiagonal);
  console.log(`${rotations}: ${a.offDiagonal.toExponential(6)} ${a.diagonal.map((value) => value.toFixed(5)).join(" ")}`);
}
a.diagonal = a.diagonal.sort((left, right) => left - right);
console.log(a.diagonal, Math.abs(a.trace - trace) < 1e-9, residuals.length, Matrix.made);
console.log(vectors.transposed.times(vectors).toString());
