import { spawnSync } from "node:child_process";
import { venvProgram } from "trident-base/project";
import { describe, expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { alpha } from "./alpha.ts";

/** Returns of a beta on a market, with residuals that last `hold` sessions. */
function policy(seed: number, { n = 500, beta = 1.4, gain = 0, hold = 1 } = {}) {
  const random = createRandom(seed, "alpha");
  const market = Float64Array.from({ length: n }, () => 0.0004 + 0.01 * random.normal());
  const own = Float64Array.from({ length: n + hold }, () => random.normal());
  const returns = market.map((m, t) => {
    let moved = 0;
    for (let k = 0; k < hold; k++) moved += own[t + k]!;
    return gain + beta * m + (0.008 * moved * (1 + 20 * Math.abs(m))) / Math.sqrt(hold);
  });
  return { returns, market };
}

// Numpy from the definition: least squares, and the sandwich with Bartlett's weights.
const PEER = `
import json, sys
import numpy as np
out = []
for case in json.load(sys.stdin):
    s, m, length = np.array(case["returns"]), np.array(case["market"]), case["length"]
    X = np.column_stack([np.ones(len(m)), m])
    b = np.linalg.lstsq(X, s, rcond=None)[0]
    u = X * (s - X @ b)[:, None]
    S = u.T @ u
    for lag in range(1, length):
        G = u[lag:].T @ u[:-lag]
        S += (1 - lag / length) * (G + G.T)
    XX = np.linalg.inv(X.T @ X)
    blocks = len(s) / length
    se = ((XX @ S @ XX)[0, 0] * blocks / (blocks - 1)) ** 0.5
    out.append([b[0], b[1], se, b[0] / se])
json.dump(out, sys.stdout)
`;

test("alpha, beta, standard error and t are numpy's", () => {
  const cases = [1, 6, 40].map((length, k) => ({ ...policy(k, { hold: 5, gain: 0.0003 * k }), length }));
  const input = JSON.stringify(cases.map((c) => ({ ...c, returns: [...c.returns], market: [...c.market] })));
  const run = spawnSync(venvProgram("python"), ["-c", PEER], { input, encoding: "utf8" });
  expect(run.status, run.stderr).toBe(0);
  const theirs = JSON.parse(run.stdout) as [number, number, number, number][];
  cases.forEach(({ returns, market, length }, k) => {
    const ours = alpha(returns, market, { blockLength: length });
    [ours.estimate, ours.beta, ours.standardError, ours.t].forEach((value, i) => {
      expect(Math.abs(value / theirs[k]![i]! - 1)).toBeLessThan(1e-9);
    });
  });
});

describe("the t of alpha", () => {
  test("rejects at 5 % as often without a gain, whatever the beta and however long residuals last", () => {
    for (const [hold, most] of [
      [1, 0.075],
      [10, 0.095],
    ] as const) {
      const runs = 400;
      let outside = 0;
      for (let k = 0; k < runs; k++) {
        const { returns, market } = policy(k, { beta: 3 * ((k % 7) / 7), hold });
        const { low, high } = alpha(returns, market, { overlap: hold });
        if (low > 0 || high < 0) outside++;
      }
      expect(outside / runs).toBeGreaterThan(0.02);
      expect(outside / runs).toBeLessThan(most);
    }
  });

  test("finds a gain that the mean hides behind a beta below 1", () => {
    const { returns, market } = policy(3, { beta: 0.2, gain: 0.003 });
    const { t, estimate, lowerBound, high } = alpha(returns, market);
    expect(t).toBeGreaterThan(4);
    expect(lowerBound).toBeGreaterThan(0);
    expect(lowerBound).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
  });

  test("is 0 where the returns are the market's, scaled or not, or never move", () => {
    const { market } = policy(1);
    const scaled = market.map((m) => 0.7 * m);
    const costly = market.map((m) => 0.7 * m - 0.0001);
    for (const returns of [market, scaled, costly, market.map(() => 0), market.map(() => 0.001)]) {
      expect(alpha(returns, market)).toMatchObject({ t: 0, standardError: NaN });
    }
    expect(alpha(scaled, market).beta).toBeCloseTo(0.7, 12);
    expect(
      alpha(
        scaled,
        market.map(() => 0),
      ).beta,
    ).toBe(0);
  });

  test("is not known with too few sessions; what is no series is refused", () => {
    expect(alpha([0.01], [0.02]).t).toBe(0);
    expect(alpha([0.01, 0.02, 0.01], [0.02, 0.01, 0.03], { blockLength: 2 }).t).toBeNaN();
    expect(() => alpha([0.01], [0.01, 0.02])).toThrow("lengths differ: returns 1, market 2");
    expect(() => alpha([0.01, NaN], [0.01, 0.02])).toThrow("return 1 is NaN");
  });
});
