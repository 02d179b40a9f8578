export const registry = new Map<string, abstract new (...args: never[]) => unknown>();
export const counts: Record<string, number> = {};

export function registered(name: string) {
  return <C extends abstract new (...args: never[]) => unknown>(target: C, context: ClassDecoratorContext<C>): void => {
    context.addInitializer(() => registry.set(name, target));
  };
}

export function counted<T, A extends unknown[], R>(method: (this: T, ...args: A) => R, context: ClassMethodDecoratorContext<T>) {
  const key = String(context.name);
  return function (this: T, ...args: A): R {
    counts[key] = (counts[key] ?? 0) + 1;
    return method.apply(this, args);
  };
}

export function memo<T extends object, A, R>(method: (this: T, argument: A) => R, _context: ClassMethodDecoratorContext<T>) {
  const known = new Map<A, R>();
  return function (this: T, argument: A): R {
    if (!known.has(argument)) known.set(argument, method.call(this, argument));
    return known.get(argument)!;
  };
}

export function bound<T>(_method: unknown, context: ClassMethodDecoratorContext<T>): void {
  context.addInitializer(function (this: T) {
    const self = this as Record<string | symbol, (...args: unknown[]) => unknown>;
    self[context.name] = self[context.name]!.bind(this);
  });
}

export function range(least: number, most: number) {
  return <T>(target: ClassAccessorDecoratorTarget<T, number>, _context: ClassAccessorDecoratorContext<T, number>): ClassAccessorDecoratorResult<T, number> => ({
    get(this: T) {
      return target.get.call(this);
    },
    set(this: T, value: number) {
      target.set.call(this, Math.min(most, Math.max(least, value)));
    },
  });
}
