import { defineConfig } from "vitest/config";

export default defineConfig({
  // The built library, as a program that uses it has it.
  resolve: { alias: { faultline: new URL("dist/index.js", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/unpack-fixtures.ts",
    setupFiles: "test/support/property-seed.ts",
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
}) as ReturnType<typeof defineConfig>;
