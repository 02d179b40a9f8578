// Standard decorators and `accessor` fields, old and new instances; frozen arrays; a function merged with a namespace; overloads; static methods.
function range(low: number, high: number) {
  return <T>(target: ClassAccessorDecoratorTarget<T, number>, _context: ClassAccessorDecoratorContext<T, number>): ClassAccessorDecoratorResult<T, number> => ({
    set(this: T, value: number) {
      target.set.call(this, Math.min(high, Math.max(low, value)));
    },
  });
}
function named(_value: unknown, context: ClassDecoratorContext): void {
  context.addInitializer(function () {
    (this as { label?: string }).label = context.name;
  });
}
@named
class Planner {
  @range(0, 40) accessor hours = 1;
  accessor plain: number[] = [];
  static accessor total = 0;
  #secret = 0;
  static of(hours: number): Planner {
    const made = new Planner();
    made.hours = hours;
    return made;
  }
  work(by: number): number {
    this.hours += by;
    this.plain.push(by);
    this.#secret += by;
    Planner.total += by;
    return this.#secret;
  }
}
function place(): number;
function place(x: number): number;
function place(x = 1): number {
  return x * place.factor;
}
namespace place {
  export let factor = 2;
}
const planners: Planner[] = [Planner.of(3)];
let frozen: readonly number[] = Object.freeze([0]);
let fixed: number[] = [1];
const boxed = Object(5) as { mark?: number };

for (let day = 0; day < 7; day++) {
  planners.push(Planner.of(day * 7));
  const secrets = planners.map((planner) => planner.work(Math.random() * 10));
  frozen = Object.freeze([...frozen, day]);
  fixed = [day];
  if (day % 2 === 1) Object.defineProperty(fixed, "length", { writable: false });
  boxed.mark = day;
  place.factor += Math.random();
  console.log(day, secrets.join(), planners.map((planner) => `${planner.hours}/${planner.plain.length}`).join(), Planner.total, (Planner as { label?: string }).label);
  console.log(Object.isFrozen(frozen), Object.getOwnPropertyDescriptor(fixed, "length")!.writable, frozen.length, boxed.mark, place(2));
}
