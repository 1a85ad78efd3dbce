import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { expectancyBound, precisionBound } from "./blockBound.ts";
import { studentQuantile } from "./studentQuantile.ts";
import { type TradeBlocks, tradeBlocks } from "./tradeBlocks.ts";

function trades(sessions: number, precision: number, name = "bounded trades"): TradeBlocks {
  const random = createRandom(name, sessions);
  const session: number[] = [];
  const net: number[] = [];
  for (let d = 0; d < sessions; d++) {
    for (let k = random.integer(4); k >= 0; k--) {
      session.push(d);
      net.push(random.uniform() < precision ? 0.02 + 0.01 * random.uniform() : -0.03);
    }
  }
  return tradeBlocks([{ from: 0, to: sessions - 1, session, net }], 4);
}

/** The test as its definition has it: the variance of the mean as a quadratic form over all pairs of blocks. */
function shown(z: readonly number[], touches: ArrayLike<number>, ahead = Number.POSITIVE_INFINITY): boolean {
  const blocks = z.length - 1;
  const mean = z.reduce((a, b) => a + b) / z.length;
  const e = z.map((x) => x - mean);
  const pairs = (near: (i: number, j: number) => boolean) =>
    e.flatMap((a, i) => e.map((b, j) => (near(i, j) ? a * b : 0))).reduce((a, b) => a + b, 0);
  const own = pairs((i, j) => i === j);
  const next = pairs((i, j) => Math.abs(i - j) === 1 && Math.max(i, j) < blocks && touches[Math.max(i, j)] === 1);
  const sd = Math.sqrt((own + Math.max(0, next)) / (z.length - 3));
  return mean > studentQuantile(0.95, blocks / 3) * sd * Math.sqrt(1 / blocks + 1 / ahead);
}

test("a precision's bound is where its test turns, one bad block added", () => {
  const blocks = trades(300, 0.8);
  const { estimate, bound, exceeds } = precisionBound(blocks);
  const sum = (x: Float64Array) => x.reduce((a, b) => a + b);
  expect(estimate).toBeCloseTo(sum(blocks.wins) / sum(blocks.trades), 12);
  const each = sum(blocks.trades) / blocks.trades.length;
  for (const m of [0.3, bound - 1e-6, bound + 1e-6, 0.95]) {
    const z = [...[...blocks.wins].map((w, b) => w - m * blocks.trades[b]!), (-m / 2) * each];
    expect(exceeds(m)).toBe(shown(z, blocks.touches));
  }
  expect(exceeds(bound - 1e-9)).toBe(true);
  expect(exceeds(bound + 1e-9)).toBe(false);
  const next = precisionBound(blocks, { ahead: 50 });
  const z = (m: number) => [...[...blocks.wins].map((w, b) => w - m * blocks.trades[b]!), (-m / 2) * each];
  expect(shown(z(next.bound - 1e-6), blocks.touches, 50)).toBe(true);
  expect(shown(z(next.bound + 1e-6), blocks.touches, 50)).toBe(false);
  expect(next.bound).toBeLessThan(bound);
});

test("an expectancy's bound likewise, and the two agree where every win and every loss are alike", () => {
  const blocks = trades(300, 0.8);
  const { estimate, bound, exceeds } = expectancyBound(blocks);
  const sum = (x: Float64Array) => x.reduce((a, b) => a + b);
  const [all, won] = [sum(blocks.trades), sum(blocks.wins)];
  const meanLoss = sum(blocks.loss) / (all - won);
  expect(estimate).toBeCloseTo((sum(blocks.gain) - sum(blocks.loss)) / all, 12);
  const z = (m: number) => [
    ...[...blocks.gain].map((g, b) => g - blocks.loss[b]! - m * blocks.trades[b]!),
    (-meanLoss / 2) * (all / blocks.trades.length),
  ];
  expect(shown(z(bound - 1e-7), blocks.touches)).toBe(true);
  expect(shown(z(bound + 1e-7), blocks.touches)).toBe(false);
  expect(exceeds(bound - 1e-9)).toBe(true);

  for (const q of [0.55, 0.7, 0.75, 0.9]) {
    const even = {
      ...blocks,
      gain: blocks.wins.map((w) => w * (1 - q)),
      loss: blocks.trades.map((n, b) => (n - blocks.wins[b]!) * q),
    };
    expect(expectancyBound(even).exceeds(0)).toBe(precisionBound(even).exceeds(q));
  }
});

test("blocks that touch and move together are worth less", () => {
  const blocks = trades(300, 0.8);
  const bad = blocks.wins.map((w, b) => (b % 10 < 2 ? 0 : w));
  const together = precisionBound({ ...blocks, wins: bad });
  const apart = precisionBound({ ...blocks, wins: bad, touches: blocks.touches.map(() => 0) });
  expect(together.bound).toBeLessThan(apart.bound - 0.02);
});

test("the bound of trades that always won lies below 1, and few blocks show nothing", () => {
  const always = precisionBound(trades(200, 1));
  expect(always.estimate).toBe(1);
  expect(always.bound).toBeGreaterThan(0.9);
  expect(always.bound).toBeLessThan(0.99);
  expect(expectancyBound(trades(200, 1)).bound).toBeGreaterThan(0.02);
  expect(precisionBound(trades(200, 0)).bound).toBe(0);
  expect(expectancyBound(trades(200, 0)).bound).toBeCloseTo(-0.03, 2);
  expect(precisionBound(trades(15, 0.5)).bound).toBe(Number.NEGATIVE_INFINITY);
  expect(precisionBound(tradeBlocks([], 4)).estimate).toBeNaN();
});
