/** What `registerState` takes; apart, because the types of users' projects lead to it and to nothing below. */

/** How instances of one class are saved and restored. */
export interface StateAdapter<T extends object = object, S = unknown> {
  /** Everything that makes up the instance, as plain data: a copy, nothing of the program's own objects. */
  readonly save: (instance: T) => S;
  /** Puts saved data into `instance` and returns it; makes and returns a new instance where it is undefined. */
  readonly restore: (saved: S, instance: T | undefined) => T;
}
