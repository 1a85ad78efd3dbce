import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { auc } from "../auc.ts";
import { blockLength } from "../blockLength.ts";
import { dateBlockBootstrap } from "../dateBlockBootstrap.ts";
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
};

test("equals arch and scikit-learn", () => {
  const script = fileURLToPath(new URL("./peers.py", import.meta.url));
  const python = fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));
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
});
