/** Properties with a seed that is printed when one fails. */
import fc, { type Arbitrary } from "fast-check";
import { test as vitestTest } from "vitest";

/** `test` for a property: as many runs as FAST_CHECK_RUNS says, 200 without it. */
export function test<T extends readonly unknown[]>(
  name: string,
  arbitraries: { readonly [K in keyof T]: Arbitrary<T[K]> },
  check: (...values: T) => void,
): void {
  const runs = Number(process.env["FAST_CHECK_RUNS"] ?? 200);
  // oxlint-disable-next-line vitest/valid-title
  vitestTest(name, () =>
    fc.assert(
      fc.property(...(arbitraries as unknown as [Arbitrary<unknown>]), (...values) => check(...(values as unknown as T))),
      { numRuns: runs },
    ),
  );
}

export { default as fc } from "fast-check";
