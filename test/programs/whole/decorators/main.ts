/**
 * Standard decorators: memoising and counting methods, bound methods, validated accessors, registered classes; a planner uses them.
 * Main loop: week. Arguments: `16`.
 */
import { bound, counted, counts, memo, range, registered, registry } from "./decorators.js";

@registered("planner")
class Planner {
  readonly name: string;
  private readonly done = new Map<number, number>();
  @range(0, 40) accessor hours = 20;
  @range(1, 9) accessor priority = 5;

  constructor(name: string) {
    this.name = name;
  }

  @counted
  plan(week: number): number {
    this.hours = this.hours + Math.floor(Math.random() * 30) - 12;
    this.done.set(week, this.cost(this.hours));
    return this.done.get(week)!;
  }

  @memo
  cost(hours: number): number {
    return hours ** 2 + this.priority;
  }

  @bound
  total(): number {
    return [...this.done.values()].reduce((a, b) => a + b, 0);
  }
}

@registered("manager")
class Manager extends Planner {
  @counted
  override plan(week: number): number {
    return super.plan(week) - 1;
  }
}

const planners = [new Planner("ann"), new Manager("bo")];
const totals = planners.map(({ total }) => total);
let clamped = 0;
const weeks = Number(process.argv[2] ?? 5000) * Number(process.env["SCALE"] ?? 1);
for (let week = 0; week < weeks; week++) {
  for (const planner of planners) {
    const before = planner.hours;
    planner.plan(week);
    if (planner.hours === 0 || planner.hours === 40) clamped++;
    if (before === planner.hours) planner.priority += 1;
  }
  console.log(week, planners.map(({ name, hours, priority }) => `${name} ${hours}h p${priority}`).join(", "), totals.map((total) => total()).join("/"));
}
console.log([...registry.keys()], counts, clamped, registry.get("manager") === Manager);
