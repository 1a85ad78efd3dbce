import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { auc } from "../auc.ts";
import { blockLength } from "../blockLength.ts";
import { cagr } from "../cagr.ts";
import { dateBlockBootstrap } from "../dateBlockBootstrap.ts";
import { maxDrawdown } from "../maxDrawdown.ts";
import { normalProbability, normalQuantile } from "../normal.ts";
import { sharpe } from "../sharpe.ts";
import { sortino } from "../sortino.ts";
import { spa } from "../spa.ts";
import { stationaryBootstrap } from "../stationaryBootstrap.ts";
import { studentQuantile } from "../studentQuantile.ts";

/** An autoregressive series, or white noise for phi = 0. */
function series(name: string, length: number, phi: number): Float64Array {
  const random = createRandom("peers", name, phi);
  let x = 0;
  return new Float64Array(length).map(() => {
    x = phi * x + random.normal();
    return x;
  });
}

function scores(name: string, rows: number, grid: number) {
  const random = createRandom("peers", name);
  const positive = new Uint8Array(rows).map(() => (random.uniform() < 0.3 ? 1 : 0));
  const score = Float64Array.from(positive, (p) => Math.round((random.normal() + p / 2) * grid) / grid);
  return { score: [...score], positive: [...positive] };
}

/** Daily returns of models and of their benchmark, by each model's edge and standard deviation. */
function competition(
  name: string,
  length: number,
  phi: number,
  edges: readonly number[],
  deviations: readonly number[],
) {
  const benchmark = series(`${name}: benchmark`, 300, phi);
  const returns = edges.map((edge, k) => {
    const own = series(`${name}: ${k}`, 300, phi);
    return own.map((x, t) => benchmark[t]! + edge + deviations[k % deviations.length]! * x);
  });
  return { length, benchmark: [...benchmark], returns: returns.map((x) => [...x]) };
}

const request = {
  series: [0, 0.3, 0.7, 0.95, -0.5].flatMap((phi) => [60, 250, 1500].map((n) => [...series("length", n, phi)])),
  aucs: [scores("fine", 2000, 1e9), scores("ties", 2000, 2), scores("few", 12, 1), scores("one tie", 50, 1e-3)],
  student: [
    [0.975, 1],
    [0.975, 2],
    [0.975, 3.4],
    [0.95, 17.9],
    [0.025, 6],
    [0.5, 4],
    [0.995, 400],
  ],
  ratio: {
    length: 12,
    shares: [0.025, 0.25, 0.5, 0.75, 0.975],
    gain: [...series("gain", 300, 0.6)].map((x) => x + 6),
    loss: [...series("loss", 300, 0.6)].map((x) => x + 8),
  },
  normal: {
    at: [-37, -20, -8, -3.5, -3.000001, -3, -2.99999, -1, -1e-9, 0, 0.3, 1.96, 3.1, 6],
    probabilities: [1e-300, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.50001, 0.95, 1 - 1e-9],
  },
  returns: [...series("returns", 750, 0.1)].map((x) => 0.001 + 0.01 * x + 0.002 * x * x),
  stationary: { length: 8 },
  spa: [
    competition("one is better", 10, 0, [0.13, ...Array(19).fill(0)], [1]),
    competition("some are bad", 17, 0.3, [0.1, 0, 0, -0.1, -0.3, -0.6, -1, -2], [1]),
    competition("of all sizes", 6, 0.2, [0.05, 0.1, 0.3, 0, -0.2, 0.02], [0.5, 1, 4, 0.2]),
    competition("single", 5, 0, [0.08], [1]),
  ],
};

test("equals arch, scikit-learn, scipy and pandas", () => {
  const script = fileURLToPath(new URL("./peers.py", import.meta.url));
  const python = venvProgram("python");
  const run = spawnSync(python, [script], { input: JSON.stringify(request), encoding: "utf8" });
  expect(run.status, run.stderr).toBe(0);
  const peer = JSON.parse(run.stdout);

  request.series.forEach((x, k) => {
    expect(blockLength(x)).toBeCloseTo(Math.max(1, peer.lengths[k]), 9);
  });
  request.aucs.forEach(({ score, positive }, k) => {
    expect(auc(score, positive)).toBeCloseTo(peer.aucs[k], 12);
  });
  request.student.forEach(([probability, degrees], k) => {
    expect(studentQuantile(probability!, degrees!)).toBeCloseTo(peer.student[k], 6);
  });

  const { gain, loss, length } = request.ratio;
  const ours = dateBlockBootstrap({
    session: gain.map((_, d) => d),
    columns: [gain, loss],
    statistic: (sums) => sums[0]! / sums[1]!,
    overlap: 1,
    blockLength: length,
    draws: 4000,
    seed: 1,
  });
  const blocks = gain.length / length;
  const sd = ours.standardError * Math.sqrt((blocks - 1) / blocks);
  // Each standard deviation of 4000 draws is off by 1.1 %.
  expect(Math.abs(sd / peer.ratio.sd - 1)).toBeLessThan(0.05);
  const half = (peer.ratio.quantiles[4] - peer.ratio.quantiles[0]) / 2;
  // Student's t of 24 degrees of freedom reaches further than arch's plain percentiles, about the same middle.
  expect((ours.high - ours.low) / 2 / half).toBeGreaterThan(1.02);
  expect((ours.high - ours.low) / 2 / half).toBeLessThan(1.15);
  expect(Math.abs((ours.high + ours.low) / 2 - peer.ratio.quantiles[2]) / half).toBeLessThan(0.2);

  request.normal.at.forEach((x, k) => {
    expect(normalProbability(x) / peer.probabilities[k]).toBeCloseTo(1, 12);
  });
  request.normal.probabilities.forEach((probability, k) => {
    expect(normalQuantile(probability)).toBeCloseTo(peer.quantiles[k], 9);
  });
  expect([0, 1, -0.1, NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, NaN, NaN]);

  const { perPeriod, skew, kurtosis } = sharpe(request.returns);
  const fall = maxDrawdown(request.returns);
  const metrics = { sharpe: perPeriod, skew, kurtosis, sortino: sortino(request.returns), cagr: cagr(request.returns) };
  for (const [name, value] of Object.entries({ ...metrics, drawdown: fall.depth, trough: fall.trough })) {
    expect(value, name).toBeCloseTo(peer.metrics[name], 10);
  }

  const ratio = ([returns]: readonly Float64Array[]) => sharpe(returns!).perPeriod;
  const drawn = stationaryBootstrap({
    series: [request.returns],
    statistic: ratio,
    meanLength: request.stationary.length,
    draws: 4000,
    seed: 1,
  });
  expect(Math.abs(drawn.standardError / peer.stationary.sd - 1)).toBeLessThan(0.05);
  // Of each quantile's two estimates, from 4000 draws, the difference is 0.06 standard deviations as a rule.
  expect(Math.abs(drawn.low - peer.stationary.quantiles[0]) / peer.stationary.sd).toBeLessThan(0.18);
  expect(Math.abs(drawn.high - peer.stationary.quantiles[1]) / peer.stationary.sd).toBeLessThan(0.18);
  const suited = stationaryBootstrap({ series: [request.returns], statistic: ratio, draws: 100, seed: 1 }).meanLength;
  expect(suited).toBeCloseTo(Math.max(1, peer.stationary.length), 9);

  request.spa.forEach(({ length, benchmark, returns }, k) => {
    // The benchmark's loss less the model's.
    const excess = returns.map((model) => model.map((r, t) => r - benchmark[t]!));
    const options = { excess, meanLength: length, seed: 1 };
    const plain = spa({ ...options, studentized: false });
    const studentised = spa(options);
    for (const kind of ["lower", "consistent", "upper"] as const) {
      expect(Math.abs(plain[kind] - peer.spa[k].plain[kind]), `${kind}, case ${k}`).toBeLessThan(0.02);
      expect(Math.abs(studentised[kind] - peer.spa[k].studentised[kind]), `${kind}, case ${k}`).toBeLessThan(0.02);
    }
  });
});
