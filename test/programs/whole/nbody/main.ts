/**
 * The sun and four planets: symplectic integration, energy checked along the way.
 * Main loop: step. Arguments: `300`.
 */
interface Body {
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
  mass: number;
}

const SOLAR_MASS = 4 * Math.PI * Math.PI;
const YEAR = 365.24;
const body = (x: number, y: number, z: number, vx: number, vy: number, vz: number, mass: number): Body => ({
  x,
  y,
  z,
  vx: vx * YEAR,
  vy: vy * YEAR,
  vz: vz * YEAR,
  mass: mass * SOLAR_MASS,
});

const bodies: Body[] = [
  body(0, 0, 0, 0, 0, 0, 1),
  body(4.84, -1.16, -0.103, 0.00166, 0.0077, -0.000069, 0.000955),
  body(8.34, 4.12, -0.4, -0.00277, 0.005, 0.000023, 0.000286),
  body(12.9, -15.1, -0.22, 0.00296, 0.00238, -0.00003, 0.0000437),
  body(15.4, -25.9, 0.18, 0.00268, 0.00163, -0.000095, 0.0000515),
];

function offsetMomentum(): void {
  let [px, py, pz] = [0, 0, 0];
  for (const { vx, vy, vz, mass } of bodies) {
    px += vx * mass;
    py += vy * mass;
    pz += vz * mass;
  }
  Object.assign(bodies[0]!, { vx: -px / SOLAR_MASS, vy: -py / SOLAR_MASS, vz: -pz / SOLAR_MASS });
}

function advance(dt: number): void {
  for (let i = 0; i < bodies.length; i++) {
    const a = bodies[i]!;
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j]!;
      const dx = a.x - b.x;
      const dy = a.y - b.y;
      const dz = a.z - b.z;
      const squared = dx * dx + dy * dy + dz * dz;
      const pull = dt / (squared * Math.sqrt(squared));
      a.vx -= dx * b.mass * pull;
      a.vy -= dy * b.mass * pull;
      a.vz -= dz * b.mass * pull;
      b.vx += dx * a.mass * pull;
      b.vy += dy * a.mass * pull;
      b.vz += dz * a.mass * pull;
    }
  }
  for (const a of bodies) {
    a.x += dt * a.vx;
    a.y += dt * a.vy;
    a.z += dt * a.vz;
  }
}

function energy(): number {
  let total = 0;
  for (const [index, a] of bodies.entries()) {
    total += 0.5 * a.mass * (a.vx ** 2 + a.vy ** 2 + a.vz ** 2);
    for (const b of bodies.slice(index + 1)) total -= (a.mass * b.mass) / Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
  }
  return total;
}

offsetMomentum();
const before = energy();
console.log(before.toFixed(9));
const steps = Number(process.argv[2] ?? 1_000_000) * Number(process.env["SCALE"] ?? 1);
for (let step = 1; step <= steps; step++) {
  advance(0.01);
  if (step % Math.ceil(steps / 6) === 0) console.log(step, bodies.map(({ x }) => x.toFixed(6)).join(" "));
}
console.log(energy().toFixed(9), Math.abs(energy() - before) < 1e-3);
