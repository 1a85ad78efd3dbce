import { spawnSync } from "node:child_process";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { alpha } from "./alpha.ts";
import { alphaSharpe, deflatedAlpha, hedgedReturns } from "./alphaSharpe.ts";
import { sharpeVariance } from "./deflatedSharpe.ts";
import { alphaFalsePositives } from "./test/falsePositives.ts";

/** Returns of a beta on a market, with skewed residuals that last some sessions. */
function policy(seed: number) {
  const random = createRandom(seed, "alpha's Sharpe ratio");
  const market = Float64Array.from({ length: 400 }, () => 0.0004 + 0.01 * random.normal());
  let own = 0;
  const returns = market.map((m) => {
    own = 0.4 * own + 0.005 * (Math.exp(random.normal() / 2) - 1);
    return 1.6 * m + own;
  });
  return { returns, market };
}

// Numpy and scipy from the definitions: least squares, the sandwich with Bartlett's weights, Bailey and Lopez de Prado.
const PEER = `
import json, sys
import numpy as np
from scipy.stats import norm, skew, kurtosis
out = []
for case in json.load(sys.stdin):
    r, m, L, N, V = np.array(case["returns"]), np.array(case["market"]), case["length"], case["count"], case["variance"]
    X = np.column_stack([np.ones(len(m)), m])
    b = np.linalg.lstsq(X, r, rcond=None)[0]
    u = X * (r - X @ b)[:, None]
    S = u.T @ u
    for lag in range(1, L):
        G = u[lag:].T @ u[:-lag]
        S += (1 - lag / L) * (G + G.T)
    XX = np.linalg.inv(X.T @ X)
    blocks = len(r) / L
    t = b[0] / ((XX @ S @ XX)[0, 0] * blocks / (blocks - 1)) ** 0.5
    h = r - b[1] * m
    sr = h.mean() / h.std(ddof=1)
    T = (t / sr) ** 2
    g = 0.5772156649015329
    best = ((1 - g) * norm.ppf(1 - 1 / N) + g * norm.ppf(1 - 1 / (N * np.e))) * min(V, 1 / T) ** 0.5
    se = ((1 - skew(h) * sr + (kurtosis(h, fisher=False) - 1) / 4 * sr ** 2) / (T - 1)) ** 0.5
    out.append([sr, T, norm.cdf((sr - best) / se)])
json.dump(out, sys.stdout)
`;

test("ratio, effective periods and deflation are numpy's and scipy's, by either variance", () => {
  const cases = [1e-4, 1].map((variance, k) => ({ ...policy(k), length: 7, count: 25, variance }));
  const input = JSON.stringify(cases.map((c) => ({ ...c, returns: [...c.returns], market: [...c.market] })));
  const run = spawnSync(venvProgram("python"), ["-c", PEER], { input, encoding: "utf8" });
  expect(run.status, run.stderr).toBe(0);
  const theirs = JSON.parse(run.stdout) as [number, number, number][];
  cases.forEach(({ returns, market, length, count, variance }, k) => {
    const ours = alphaSharpe(returns, market, { blockLength: length });
    const deflated = deflatedAlpha(ours, { count, sharpeVariance: variance });
    [ours.perPeriod, ours.periods, deflated].forEach((value, i) => {
      expect(Math.abs(value / theirs[k]![i]! - 1)).toBeLessThan(1e-8);
    });
  });
});

test("alpha is the mean of the hedged returns, and dependence takes periods from its ratio", () => {
  const { returns, market } = policy(3);
  const hedged = hedgedReturns(returns, market);
  expect(hedged.reduce((sum, r) => sum + r, 0) / 400).toBeCloseTo(alpha(returns, market).estimate, 15);
  expect(alpha(hedged, market).beta).toBeCloseTo(0, 12);
  const { periods, perPeriod } = alphaSharpe(returns, market);
  expect(periods).toBeLessThan(300);
  expect(perPeriod * Math.sqrt(periods)).toBeCloseTo(alpha(returns, market).t, 10);
});

test("an unknown variance counts as luck's own; without movement beside the market nothing is known", () => {
  const { returns, market } = policy(4);
  const sample = alphaSharpe(returns, market);
  const unknown = deflatedAlpha(sample, { count: 30, sharpeVariance: sharpeVariance([returns]) });
  expect(unknown).toBe(deflatedAlpha(sample, { count: 30, sharpeVariance: 1 / sample.periods }));
  expect(deflatedAlpha(alphaSharpe(market, market), { count: 30, sharpeVariance: 0.001 })).toBeNaN();
});

test("betas that are paid are not found good when they are searched", () => {
  const found = alphaFalsePositives({ runs: 100, trials: 20, periods: 300 });
  expect(found.deflated).toBeLessThanOrEqual(0.06);
  // Unlike the same search for the highest return above the market's.
  expect(found.excess).toBeGreaterThan(0.1);
});
