import { defineConfig } from "vitest/config";
export default defineConfig({
    resolve: { conditions: ["source"] },
    ssr: { resolve: { conditions: ["source"], externalConditions: ["source"] } },
    test: {
        include: ["lib/**/*.test.ts"],
        testTimeout: 30_000,
        execArgv: ["--conditions=source"],
    },
});
