import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/**/cases/**", "test/**/fixtures/**", "test/recorded/**"],
    // Whole programs, real editors and real compilers run in here; the limits only end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    maxConcurrency: 2,
  },
});
