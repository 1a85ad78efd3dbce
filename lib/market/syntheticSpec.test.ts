import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSynthetic, syntheticName } from "./syntheticSpec.ts";

test("defaults, and what is given over them", () => {
  expect(parseSynthetic("synthetic")).toEqual({ tickers: 60, years: 4, seed: 1, signal: 0, drift: 0, premium: 0 });
  expect(parseSynthetic("synthetic:signal=.05,drift=-1e-2")).toMatchObject({ signal: 0.05, drift: -0.01, tickers: 60 });
});

test.each([
  ["synthetic:", "unknown parameter ''"],
  ["synthetic:ticker=5", "unknown parameter 'ticker'"],
  ["synthetic:constructor=5", "unknown parameter 'constructor'"],
  ["synthetic:tickers=5,", "unknown parameter ''"],
  ["synthetic:tickers", "tickers is '', not a number"],
  ["synthetic:seed=0x10", "seed is '0x10', not a number"],
  ["synthetic:seed=1=2", "seed is '1=2', not a number"],
  ["synthetic:years=four", "years is 'four', not a number"],
  ["synthetic:drift=1e999", "drift is Infinity"],
  ["synthetic:seed=1,seed=2", "seed is given twice"],
  ["synthetic:tickers=0", "tickers is 0"],
  ["synthetic:tickers=2.5", "tickers is 2.5"],
  ["synthetic:years=100", "years is 100"],
  ["synthetic:tickers=5000,years=50", "5000 tickers over 50 years are too many"],
  ["bars.csv", "'bars.csv' is no synthetic market"],
])("%s is refused", (source, what) => {
  expect(() => parseSynthetic(source)).toThrow(
    expect.objectContaining({ name: "UsageError", message: expect.stringContaining(what) }),
  );
});

test("property: a name reads back as the spec that it is of", () => {
  const spec = fc.record({
    tickers: fc.integer({ min: 1, max: 800 }),
    years: fc.double({ min: 0.25, max: 50, noNaN: true }),
    seed: fc.nat(),
    signal: fc.double({ min: -0.5, max: 0.5, noNaN: true }).map((x) => x + 0),
    drift: fc.double({ min: -1, max: 1, noNaN: true }).map((x) => x + 0),
    premium: fc.constantFrom(0, 0.08, -0.5),
  });
  fc.assert(
    fc.property(spec, (given) => {
      expect(parseSynthetic(syntheticName(given))).toEqual(given);
    }),
  );
});
