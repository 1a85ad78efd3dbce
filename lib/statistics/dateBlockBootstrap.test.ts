import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { type DateBlockBootstrapOptions, dateBlockBootstrap } from "./dateBlockBootstrap.ts";
import { expectancy } from "./expectancy.ts";
import { coverage, overlappingTrades } from "./test/overlappingTrades.ts";
import { tradeColumns } from "./tradeSums.ts";
import { winRate } from "./winRate.ts";

const YEAR = { dates: 250, tickers: 4, horizon: 5 };

test("95 % intervals of overlapping trades cover, and those of single rows do not", () => {
  const held = coverage(YEAR, 1000);
  for (const share of [held.winRate, held.meanReturn]) {
    expect(share).toBeGreaterThanOrEqual(0.92);
    expect(share).toBeLessThanOrEqual(0.97);
  }
  expect(held.asIfIndependent).toBeLessThan(0.75);
  expect(held.worth).toBeGreaterThan(0.8);
  expect(held.worth).toBeLessThan(1.3);
});

// Counted in dates, three blocks of 12 would be left of 48 months: intervals twice as wide.
test.each([
  { name: "monthly", dates: 1008, tickers: 10, horizon: 20, every: 21, runs: 200 },
  { name: "weekly", dates: 750, tickers: 10, horizon: 10, every: 5, runs: 200 },
  { name: "daily", dates: 750, tickers: 4, horizon: 10, every: 1, runs: 100 },
])("blocks count in sessions, however seldom is decided: $name", ({ runs, ...trades }) => {
  const held = coverage(trades, runs);
  for (const share of [held.winRate, held.meanReturn]) {
    expect(share).toBeGreaterThanOrEqual(0.9);
    expect(share).toBeLessThanOrEqual(0.985);
  }
  expect(held.width).toBeGreaterThan(0.85);
  expect(held.width).toBeLessThan(1.25);
});

test("blocks without rows are no evidence: a quarter of decisions a year is four quarters in four years", () => {
  const random = createRandom("seasons");
  const session = Array.from({ length: 4 * 60 }, (_, i) => Math.floor(i / 60) * 252 + (i % 60));
  const value = session.map(() => random.normal());
  const { blocks, dates, blockLength } = dateBlockBootstrap({
    ...{ session, columns: [value, value.map(() => 1)], overlap: 20, seed: 1 },
    statistic: (sums) => sums[0]! / sums[1]!,
  });
  expect({ dates, blockLength }).toEqual({ dates: 240, blockLength: 60 });
  // Each of the four reaches 59 sessions further than its 60 dates, but the last, which meets the first around the end.
  expect(blocks).toBeCloseTo((4 * 119 - 59) / 60, 9);
});

test("with the three blocks that a year and a horizon of 24 leave, intervals are wide enough to cover", () => {
  let covered = 0;
  for (let seed = 0; seed < 150; seed++) {
    const random = createRandom("few blocks", seed);
    const days = Float64Array.from({ length: 227 + 24 }, () => random.normal());
    const value = Float64Array.from({ length: 227 }, (_, d) => days.subarray(d, d + 24).reduce((sum, x) => sum + x, 0));
    const { low, high } = dateBlockBootstrap({
      session: value.map((_, d) => d),
      columns: [value, value.map(() => 1)],
      statistic: (sums) => sums[0]! / sums[1]!,
      overlap: 24,
      draws: 200,
      seed,
    });
    if (low <= 0 && high >= 0) covered++;
  }
  expect(covered / 150).toBeGreaterThan(0.94);
});

test("the interval of a bounded statistic stays within its bounds, by the logit of its place between them", () => {
  const random = createRandom("bounded");
  // Nearly all win, on few dates.
  const won = Float64Array.from({ length: 60 }, (_, i) => (i % 20 === 0 && random.uniform() < 0.9 ? 0 : 1));
  const options = { session: won.map((_, i) => Math.floor(i / 10)), columns: [won, won.map(() => 1)] };
  const rate = (sums: Float64Array) => sums[0]! / sums[1]!;
  const plain = dateBlockBootstrap({ ...options, statistic: rate, overlap: 1, blockLength: 1, seed: 1 });
  const unit = dateBlockBootstrap({ ...options, statistic: rate, overlap: 1, blockLength: 1, seed: 1, bounds: [0, 1] });
  const wide = dateBlockBootstrap({
    ...{ ...options, overlap: 1, blockLength: 1, seed: 1, bounds: [-1, 1] as const },
    statistic: (sums) => 2 * rate(sums) - 1,
  });
  expect(plain.high).toBeGreaterThan(1);
  expect(unit.high).toBeLessThan(1);
  expect(unit.low).toBeGreaterThan(0);
  const logit = (p: number) => Math.log(p / (1 - p));
  const p = unit.estimate;
  expect(logit(unit.high) - logit(p)).toBeCloseTo((plain.high - p) / (p * (1 - p)), 9);
  expect(logit(p) - logit(unit.low)).toBeCloseTo((plain.high - p) / (p * (1 - p)), 9);
  expect([wide.low, wide.high]).toEqual([expect.closeTo(2 * unit.low - 1, 9), expect.closeTo(2 * unit.high - 1, 9)]);
  expect(unit.nEffective).toBe(plain.nEffective);
});

test("independent rows are worth their number; the same row many times a date is worth one", () => {
  const random = createRandom("independent");
  const value = Float64Array.from({ length: 3000 }, () => random.normal());
  const mean = (sums: Float64Array) => sums[0]! / sums[1]!;
  const options = { statistic: mean, overlap: 1, blockLength: 1, seed: 7 };
  const ones = value.map(() => 1);
  const session = value.map((_, i) => Math.floor(i / 3));
  const { nEffective } = dateBlockBootstrap({ ...options, session, columns: [value, ones] });
  expect(nEffective).toBeGreaterThan(2700);
  expect(nEffective).toBeLessThanOrEqual(3000);

  const repeated = value.map((_, i) => value[Math.floor(i / 10)]!);
  const daily = value.map((_, i) => Math.floor(i / 10));
  const dates = dateBlockBootstrap({ ...options, session: daily, columns: [repeated, ones] });
  expect(dates.dates).toBe(300);
  expect(Math.abs(dates.nEffective / 300 - 1)).toBeLessThan(0.1);
});

test("the same rows give the same interval, in whatever order and from whatever session on", () => {
  const { session, columns } = overlappingTrades(YEAR, 1);
  const run = (changed: Partial<DateBlockBootstrapOptions>) =>
    dateBlockBootstrap({ session, columns, statistic: winRate, overlap: YEAR.horizon, seed: 3, ...changed });
  const plain = run({});
  expect(run({})).toEqual(plain);
  expect(run({ session: session.map((s) => 1000 + s) })).toEqual(plain);
  const turned = { session: session.toReversed(), columns: columns.map((column) => column.toReversed()) };
  expect(run(turned)).toEqual({ ...plain, nEffective: expect.closeTo(plain.nEffective, 6) });
  expect(run({ seed: 4 }).low).not.toBe(plain.low);
  expect(plain.low).toBeLessThan(plain.estimate);
  expect(plain.high).toBeGreaterThan(plain.estimate);
});

test("an interval that cannot be known is NaN", () => {
  const constant = {
    columns: [[1, 1, 1, 1]],
    statistic: (sums: Float64Array) => sums[0]! / sums[0]!,
    seed: 1,
    overlap: 1,
  };
  const unknown = { low: NaN, high: NaN, standardError: NaN, nEffective: NaN };
  expect(dateBlockBootstrap({ ...constant, session: [5, 5, 5, 5] })).toMatchObject({
    estimate: 1,
    dates: 1,
    ...unknown,
  });
  expect(dateBlockBootstrap({ ...constant, session: [1, 2, 3, 4], blockLength: 3 })).toMatchObject(unknown);
  const allWins = {
    ...constant,
    session: Array.from({ length: 60 }, (_, d) => d),
    columns: tradeColumns(Array(60).fill(0.1)),
  };
  expect(dateBlockBootstrap({ ...allWins, statistic: winRate })).toMatchObject({ estimate: 1, dates: 60, ...unknown });
  expect(dateBlockBootstrap({ ...allWins, statistic: expectancy })).toMatchObject({ dates: 60, ...unknown });
  // A ratio to a sum that is nearly always 0.
  const rare = Float64Array.from({ length: 50 }, (_, i) => (i === 7 ? 1 : 0));
  const session = rare.map((_, i) => i);
  const ones = rare.map(() => 1);
  const ratio = (sums: Float64Array) => sums[1]! / sums[0]!;
  expect(
    dateBlockBootstrap({ session, columns: [rare, ones], statistic: ratio, overlap: 1, blockLength: 1, seed: 1 }),
  ).toMatchObject({ estimate: 50, ...unknown });
});

test("what cannot be resampled is refused with the reason", () => {
  const run = (changed: object) => () =>
    dateBlockBootstrap({
      session: [1, 2],
      columns: [[1, 2]],
      statistic: (s) => s[0]!,
      overlap: 1,
      seed: 1,
      ...changed,
    });
  expect(run({ session: [1] })).toThrow("lengths differ: session 1, column 0 2");
  expect(run({ session: [], columns: [[]] })).toThrow("there are no rows to resample");
  expect(run({ columns: [[1, NaN]] })).toThrow("row 1 of column 0 is NaN");
  expect(run({ session: [1, 1.5] })).toThrow("the session of row 1 is 1.5");
  expect(run({ session: [1, 1.7e12] })).toThrow("the session of row 1 is 1700000000000. Give session numbers");
  expect(run({ draws: 10 })).toThrow("draws is 10");
  expect(run({ overlap: 0 })).toThrow("overlap is 0");
  expect(run({ blockLength: 0 })).toThrow("blockLength is 0");
});

test("a statistic that is the same on every date has blocks as long as its outcomes ask for, not as its rounding does", () => {
  const session = Array.from({ length: 1000 }, (_, i) => Math.floor(i / 4));
  const gain = session.map((s, i) => 0.1 * (1 + (s % 7)) * (1 + (i % 4)));
  const same = dateBlockBootstrap({
    ...{ session, columns: [gain, gain.map((x) => 3 * x)], overlap: 5, seed: 1 },
    statistic: (sums) => sums[0]! / sums[1]!,
  });
  expect(same).toMatchObject({ blockLength: 15, low: NaN });
});
