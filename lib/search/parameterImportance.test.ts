import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import type { LabelTrial } from "./labelStudy.ts";
import { parameterImportance } from "./parameterImportance.ts";

/** Trials spread over the space with the values of a function of them. */
function trials(value: (trial: Omit<LabelTrial, "value">) => number | null, count = 300): readonly LabelTrial[] {
  const random = createRandom("importance");
  return Array.from({ length: count }, (_, number) => {
    const trial = {
      number,
      method: random.integer(2) === 0 ? ("simple" as const) : ("triple_barrier" as const),
      profit: (3 + random.integer(13)) / 100,
      stop: (3 + random.integer(10)) / 100,
      horizon: 1 + random.integer(14),
      status: "complete" as const,
      t: null,
      sharpe: null,
      beta: null,
      accuracy: null,
      overfitGap: null,
      why: null,
    };
    return { ...trial, value: value(trial) };
  });
}

const shares = (list: readonly LabelTrial[]) =>
  Object.fromEntries(parameterImportance(list).map(({ name, share }) => [name, share]));

test("one parameter that says all has all of the importance", () => {
  const found = shares(trials(({ horizon }) => (horizon - 7) ** 2));
  expect(found.horizon).toBeCloseTo(1, 10);
  expect(found.profit).toBeLessThan(0.05);
  expect(shares(trials(({ method }) => (method === "simple" ? 1 : 0))).method).toBeCloseTo(1, 10);
});

test("two that say half each have half each, as their variances are", () => {
  const found = shares(
    trials(({ profit, stop }) => (100 * profit) / Math.sqrt(14) + (100 * stop) / Math.sqrt(8.25), 3000),
  );
  expect(found.profit).toBeCloseTo(0.5, 1);
  expect(found.stop).toBeCloseTo(0.5, 1);
});

test("noise has about none, and few or equal values have none", () => {
  const random = createRandom("noise");
  for (const share of Object.values(shares(trials(() => random.normal())))) expect(share).toBeLessThan(0.03);
  expect(shares(trials(() => 1))).toEqual({ profit: 0, stop: 0, horizon: 0, method: 0 });
  expect(shares(trials(({ horizon }) => horizon, 3)).horizon).toBe(0);
  expect(shares(trials(() => null)).horizon).toBe(0);
});
