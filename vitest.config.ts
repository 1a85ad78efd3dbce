import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"], externalConditions: ["source"] } },
  test: {
    include: ["lib/**/*.test.ts"],
    // Many tests wait for a process of their own, so two at a time leave no core idle.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    execArgv: ["--conditions=source"],
    globalSetup: ["lib/setup/test/dataOfTests.ts"],
  },
});
