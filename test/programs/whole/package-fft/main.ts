/**
 * fft.js, instrumented: a spectrogram of a chirp with noise, frame by frame, through one plan with its shared tables, and back.
 * Main loop: frame. Arguments: `24`.
 */
import FFT from "fft.js";

const size = 64;
const plan = new FFT(size);
const spectrum = plan.createComplexArray();
const back = plan.createComplexArray();
const frames = Number(process.argv[2] ?? 8000) * Number(process.env["SCALE"] ?? 1);
const peaks: number[] = [];
let energy = 0;
let worst = 0;
for (let frame = 0; frame < frames; frame++) {
  const signal = Array.from({ length: size }, (_, index) => {
    const time = (frame * size) / 2 + index;
    return Math.sin((time * (1 + (frame % 24) / 3) * Math.PI) / size) + (Math.random() - 0.5) * 0.2;
  });
  plan.realTransform(spectrum, signal);
  plan.completeSpectrum(spectrum);
  const magnitudes = Array.from({ length: size / 2 }, (_, bin) => Math.hypot(spectrum[2 * bin]!, spectrum[2 * bin + 1]!));
  const peak = magnitudes.indexOf(Math.max(...magnitudes));
  peaks.push(peak);
  energy += magnitudes.reduce((sum, value) => sum + value * value, 0) / size;
  plan.inverseTransform(back, spectrum);
  worst = Math.max(worst, ...signal.map((value, index) => Math.abs(value - back[2 * index]!)));
  if (frame % 2 === 0) console.log(frame, peak, magnitudes.slice(peak, peak + 3).map((value) => value.toFixed(4)).join(" "));
}
console.log(peaks.slice(-6), energy.toFixed(6), worst < 1e-12);
