import { mergeConfig } from "vitest/config";
import tests from "./vitest.config.ts";

/** The long checks, `npm run verify`: files `*.verify.ts`, which `npm test` leaves out. One at a time, for they measure. */
const checks = { test: { maxWorkers: 1, testTimeout: 1_800_000, hookTimeout: 120_000 } };
const config = mergeConfig(tests, checks);
config.test!.include = ["lib/**/*.verify.ts"];

export default config;
