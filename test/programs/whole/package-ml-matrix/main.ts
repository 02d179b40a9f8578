/**
 * ml-matrix, instrumented: a Kalman filter that follows a moving point, then a singular value decomposition of the track.
 * Main loop: time. Arguments: `15`.
 */
import { inverse, Matrix, SingularValueDecomposition } from "ml-matrix";

const dt = 0.1;
const transition = new Matrix([
  [1, 0, dt, 0],
  [0, 1, 0, dt],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
]);
const observe = new Matrix([
  [1, 0, 0, 0],
  [0, 1, 0, 0],
]);
const processNoise = Matrix.eye(4).mul(0.01);
const noise = Matrix.eye(2).mul(0.25);
let state = Matrix.columnVector([0, 0, 1, 0.5]);
let covariance = Matrix.eye(4);
const truth = { x: 0, y: 0, vx: 1, vy: 0.5 };
const track: number[][] = [];
let error = 0;
const steps = Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1);
for (let time = 0; time < steps; time++) {
  truth.vx += (Math.random() - 0.5) * 0.2;
  truth.vy += (Math.random() - 0.5) * 0.2;
  truth.x += truth.vx * dt;
  truth.y += truth.vy * dt;
  const measured = Matrix.columnVector([truth.x + (Math.random() - 0.5), truth.y + (Math.random() - 0.5)]);
  state = transition.mmul(state);
  covariance = transition.mmul(covariance).mmul(transition.transpose()).add(processNoise);
  const gain = covariance.mmul(observe.transpose()).mmul(inverse(observe.mmul(covariance).mmul(observe.transpose()).add(noise)));
  state.add(gain.mmul(Matrix.sub(measured, observe.mmul(state))));
  covariance = Matrix.eye(4).sub(gain.mmul(observe)).mmul(covariance);
  track.push([state.get(0, 0), state.get(1, 0)]);
  error += Math.hypot(state.get(0, 0) - truth.x, state.get(1, 0) - truth.y);
  if (time % 2 === 0) console.log(time, track.at(-1)!.map((value) => value.toFixed(5)).join(" "), covariance.trace().toFixed(6));
}
const svd = new SingularValueDecomposition(new Matrix(track.slice(-12)).center("column"));
console.log((error / steps).toFixed(6), svd.diagonal.map((value) => value.toFixed(6)).join(" "), svd.rank);
