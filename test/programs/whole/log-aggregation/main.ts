/**
 * Aggregates web-server log lines into sessions and hourly buckets with Date arithmetic, time zones and percentiles.
 * Main loop: line. Arguments: `70`.
 */
interface Hit {
  readonly at: Date;
  readonly ip: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

class Session {
  readonly started: Date;
  last: Date;
  readonly paths: string[] = [];

  constructor(hit: Hit) {
    this.started = hit.at;
    this.last = hit.at;
  }

  add(hit: Hit): this {
    this.last = hit.at;
    this.paths.push(hit.path);
    return this;
  }

  get seconds(): number {
    return (this.last.getTime() - this.started.getTime()) / 1000;
  }
}

const pattern = /^(?<ip>\S+) \[(?<at>[^\]]+)\] "GET (?<path>\S+)" (?<status>\d{3}) (?<ms>\d+)$/;
const clock = new Date(Date.UTC(2024, 1, 28, 22, 45));

function makeLine(): string {
  clock.setSeconds(clock.getSeconds() + Math.floor(Math.random() * 240));
  const ip = `10.0.0.${1 + Math.floor(Math.random() * 5)}`;
  const status = Math.random() < 0.1 ? 500 : 200;
  return Math.random() < 0.05 ? "garbage" : `${ip} [${clock.toISOString()}] "GET /${["", "cart", "item/4"][Math.floor(Math.random() * 3)]}" ${status} ${Math.floor(Math.random() ** 3 * 900)}`;
}

const lines = Array.from({ length: Number(process.argv[2] ?? 20_000) * Number(process.env["SCALE"] ?? 1) }, makeLine);
const open = new Map<string, Session>();
const closed: Session[] = [];
const hours: { [hour: string]: number[] } = {};
let malformed = 0;
for (const line of lines) {
  const groups = pattern.exec(line)?.groups;
  if (groups === undefined) {
    malformed++;
    continue;
  }
  const hit: Hit = { at: new Date(groups["at"]!), ip: groups["ip"]!, path: groups["path"]!, status: Number(groups["status"]), ms: Number(groups["ms"]) };
  const hour = new Date(hit.at);
  hour.setUTCMinutes(0, 0, 0);
  (hours[hour.toISOString()] ??= []).push(hit.ms);
  let session = open.get(hit.ip);
  if (session !== undefined && hit.at.getTime() - session.last.getTime() > 10 * 60_000) {
    closed.push(session);
    console.log(`session of ${hit.ip}: ${session.seconds}s, ${session.paths.join(" ")}`);
    session = undefined;
  }
  open.set(hit.ip, (session ?? new Session(hit)).add(hit));
}
const percentile = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)]!;
for (const hour in hours) console.log(hour.slice(0, 13), hours[hour]!.length, percentile(hours[hour]!, 0.5), percentile(hours[hour]!, 0.95));
console.log(closed.length, open.size, malformed, [...open.values()].map(({ last }) => last.toLocaleTimeString("en-GB", { timeZone: "Asia/Kolkata" })).join(" "));
