/**
 * Metropolis-Hastings on a regression posterior, with burn-in, adaptation of the proposal and thinning.
 * Main loop: loop. Arguments: `150`.
 */
const xs = Array.from({ length: 20 }, (_, index) => index / 10);
const ys = xs.map((x) => 1.5 * x - 0.7 + (Math.random() + Math.random() + Math.random() - 1.5) * 0.4);

type Sample = readonly [slope: number, intercept: number, logSigma: number];

function logPosterior([slope, intercept, logSigma]: Sample): number {
  const sigma = Math.exp(logSigma);
  let sum = -(slope ** 2 + intercept ** 2) / 20 - logSigma ** 2;
  for (let index = 0; index < xs.length; index++) {
    const residual = ys[index]! - slope * xs[index]! - intercept;
    sum -= residual ** 2 / (2 * sigma ** 2) + logSigma;
  }
  return sum;
}

const step = () => Math.random() + Math.random() + Math.random() - 1.5;
let scale = 0.5;
let accepted = 0;
let current: Sample = [0, 0, 0];
let density = logPosterior(current);
const kept: Sample[] = [];
const total = Number(process.argv[2] ?? 100_000) * Number(process.env["SCALE"] ?? 1);
const burnIn = Math.floor(total / 5);
let chain = 0;
while (chain < total) {
  chain++;
  const proposal = current.map((value) => value + scale * step()) as unknown as Sample;
  const candidate = logPosterior(proposal);
  if (Math.log(Math.random()) < candidate - density) {
    current = proposal;
    density = candidate;
    accepted++;
  }
  if (chain <= burnIn) {
    if (chain % 10 !== 0) continue;
    scale *= accepted / chain > 0.3 ? 1.2 : 0.8;
    console.log(`burn-in ${chain}: scale ${scale.toFixed(4)} accepted ${accepted}`);
    continue;
  }
  if (chain % 4 === 0) kept.push(current);
}
const mean = (pick: (sample: Sample) => number): string => (kept.reduce((sum, sample) => sum + pick(sample), 0) / kept.length).toFixed(6);
console.log("slope", mean(([slope]) => slope), "intercept", mean(([, intercept]) => intercept), "sigma", mean(([, , logSigma]) => Math.exp(logSigma)));
console.log("accepted", accepted, "kept", kept.length);
