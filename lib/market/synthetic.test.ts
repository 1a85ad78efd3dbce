import { createHash } from "node:crypto";
import fc from "fast-check";
import { isoDate } from "trident-base";
import { beforeAll, describe, expect, test } from "vitest";
import { createPanel } from "./panel.ts";
import { readBars, readPanel } from "./read.ts";
import { type SyntheticMarket, syntheticMarket } from "./synthetic.ts";
import { simulateFactors } from "./syntheticFactors.ts";

const mean = (x: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum / x.length;
};
const median = (x: readonly number[]): number => [...x].sort((a, b) => a - b)[x.length >> 1]!;
const moment = (x: ArrayLike<number>, k: number): number => {
  const m = mean(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - m) ** k;
  return sum / x.length;
};
const deviation = (x: ArrayLike<number>): number => Math.sqrt(moment(x, 2));
const correlation = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
  const [mx, my] = [mean(x), mean(y)];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - mx) * (y[i]! - my);
  return sum / x.length / (deviation(x) * deviation(y));
};
/** Mean over its standard error. */
const tOf = (x: ArrayLike<number>): number => (mean(x) * Math.sqrt(x.length)) / deviation(x);

/** `values` less their regression on `others`, no intercept taken off. */
function residual(values: Float64Array, others: readonly Float64Array[]): Float64Array {
  const basis: Float64Array[] = [];
  const without = (x: Float64Array) =>
    basis.reduce((left, by) => {
      const slope = (correlation(left, by) * deviation(left)) / deviation(by);
      return left.map((value, i) => value - slope * by[i]!);
    }, x);
  for (const other of others) basis.push(without(other));
  return without(values);
}

/** Gross return less 1 of each row but a ticker's first: from yesterday's close, over night, and over the day. */
function returnsOf({ panel }: SyntheticMarket) {
  const { adjClose, close, open, offsets } = panel;
  const whole = new Float64Array(panel.rows).fill(Number.NaN);
  const night = whole.slice();
  const day = whole.slice();
  for (let t = 0; t < panel.tickers.length; t++) {
    for (let i = offsets[t]! + 1; i < offsets[t + 1]!; i++) {
      whole[i] = adjClose[i]! / adjClose[i - 1]! - 1;
      night[i] = (open[i]! * adjClose[i]!) / close[i]! / adjClose[i - 1]! - 1;
      day[i] = close[i]! / open[i]! - 1;
    }
  }
  return { whole, night, day };
}

/** The equal-weight mean of each session but the first. */
function bySession({ panel }: SyntheticMarket, values: Float64Array): Float64Array {
  const sum = new Float64Array(panel.calendar.length);
  const count = new Float64Array(panel.calendar.length);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    sum[panel.session[i]!]! += value;
    count[panel.session[i]!]! += 1;
  });
  return sum.map((total, s) => total / count[s]!).subarray(1);
}

function figuresOf(market: SyntheticMarket) {
  const { panel } = market;
  const { whole, night } = returnsOf(market);
  const full = panel.tickers.flatMap((_, t) =>
    panel.offsets[t + 1]! - panel.offsets[t]! === panel.calendar.length ? [panel.offsets[t]!] : [],
  );
  const stocks = full.map((from) => {
    const rows = [from + 1, from + panel.calendar.length] as const;
    const r = whole.slice(...rows).map(Math.log1p);
    return { r, size: r.map(Math.abs), volume: panel.volume.slice(...rows).map(Math.log), night: night.slice(...rows) };
  });
  const lagged = (x: Float64Array, lag: number) => correlation(x.subarray(0, -lag), x.subarray(lag));
  const pairs: number[] = [];
  for (let a = 0; a < stocks.length; a += 3) {
    for (let b = a + 1; b < stocks.length; b += 4) pairs.push(correlation(stocks[a]!.r, stocks[b]!.r));
  }
  return {
    volatility: median(stocks.map(({ r }) => deviation(r) * Math.sqrt(252))),
    market: deviation(bySession(market, whole)) * Math.sqrt(252),
    pair: mean(pairs),
    kurtosis: median(stocks.map(({ r }) => moment(r, 4) / moment(r, 2) ** 2 - 3)),
    size1: mean(stocks.map(({ size }) => lagged(size, 1))),
    size20: mean(stocks.map(({ size }) => lagged(size, 20))),
    volume: mean(stocks.map(({ size, volume }) => correlation(size, volume))),
    return1: mean(stocks.map(({ r }) => lagged(r, 1))),
    overnight: mean(stocks.map(({ r, night: n }) => moment(n.map(Math.log1p), 2) / moment(r, 2))),
  };
}

/** Area under the curve of `score` when row i is up with probability p[i]; for outcomes, p is 0 or 1. */
function aucOf(score: readonly number[], p: readonly number[]): number {
  const order = score.map((_, i) => i).sort((a, b) => score[a]! - score[b]!);
  let below = 0;
  let pairs = 0;
  for (let k = 0; k < order.length; ) {
    let up = 0;
    let down = 0;
    const tied = score[order[k]!]!;
    for (; k < order.length && score[order[k]!] === tied; k++) {
      up += p[order[k]!]!;
      down += 1 - p[order[k]!]!;
    }
    pairs += up * (below + down / 2);
    below += down;
  }
  const ups = p.reduce((sum, value) => sum + value, 0);
  return pairs / (ups * (p.length - ups));
}

/** Rows that have a predictor and a next bar that moved: u, probability of up, and what happened. */
function oracleOf({ panel, truth }: SyntheticMarket) {
  const u: number[] = [];
  const p: number[] = [];
  const up: number[] = [];
  const session: number[] = [];
  for (let t = 0; t < panel.tickers.length; t++) {
    for (let i = panel.offsets[t]! + 20; i < panel.offsets[t + 1]! - 1; i++) {
      if (panel.close[i + 1] === panel.open[i + 1]) continue;
      u.push(truth.u[i]!);
      p.push(truth.up[i]!);
      up.push(panel.close[i + 1]! > panel.open[i + 1]! ? 1 : 0);
      session.push(panel.session[i]!);
    }
  }
  return { u, p, up, session };
}

describe("it looks like a market", () => {
  const BANDS = {
    volatility: [0.3, 0.4],
    market: [0.15, 0.22],
    pair: [0.2, 0.35],
    kurtosis: [7, 20],
    size1: [0.15, 0.3],
    size20: [0.07, 0.13],
    volume: [0.3, 0.5],
    return1: [-0.04, 0.04],
    overnight: [0.25, 0.35],
  } as const;
  let figures: ReturnType<typeof figuresOf>[];
  beforeAll(() => {
    figures = Array.from({ length: 8 }, (_, k) => figuresOf(syntheticMarket({ seed: k + 1 })));
  });

  test.each(Object.entries(BANDS))(
    "%s lies in its band, for the default and in the mean of eight seeds",
    (name, [low, high]) => {
      const values = figures.map((figure) => figure[name as keyof typeof BANDS]);
      for (const value of [values[0]!, mean(values)]) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
    },
  );
});

test("late listings near 5 % a year, delistings near 3 %", () => {
  const { panel } = syntheticMarket({ tickers: 600, years: 2 });
  const last = panel.calendar.length - 1;
  const late = panel.tickers.filter((_, t) => panel.session[panel.offsets[t]!]! > 0).length;
  const ended = panel.tickers.filter((_, t) => panel.session[panel.offsets[t + 1]! - 1]! < last).length;
  // Standard errors of the yearly rates are .6 % and .5 %.
  expect(Math.abs(late / 1200 - 0.048)).toBeLessThan(0.015);
  expect(Math.abs(ended / 1200 - 0.029)).toBeLessThan(0.012);
});

describe("prices are martingales without drift and signal", () => {
  let markets: SyntheticMarket[];
  beforeAll(() => {
    markets = Array.from({ length: 6 }, (_, k) => syntheticMarket({ seed: 100 + k, tickers: 150 }));
  });

  test.each(["whole", "night", "day"] as const)("%s: mean gross return 1, by itself and beyond its factors", (part) => {
    const plain: number[] = [];
    const beyond: number[] = [];
    for (const market of markets) {
      const mine = bySession(market, returnsOf(market)[part]);
      plain.push(...mine);
      // The factors' gross returns are martingales themselves: taking them off leaves the stocks' own noise alone, and
      // a missing compensation stands out.
      const factors = simulateFactors(market.spec.seed, market.spec.years);
      const theirs = [
        { factor: factors.market, loading: 1 },
        ...factors.sectors.map((factor) => ({ factor, loading: 0.11 })),
      ].map(({ factor, loading }) =>
        mine.map((_, s) => {
          const night = loading * factor.overnight[s + 1]! - (loading ** 2 * factor.overnightVariance[s + 1]!) / 2;
          const day = loading * factor.intraday[s + 1]! - (loading ** 2 * factor.intradayVariance[s + 1]!) / 2;
          return Math.expm1((part === "day" ? 0 : night) + (part === "night" ? 0 : day));
        }),
      );
      beyond.push(...residual(mine, theirs));
    }
    expect(Math.abs(tOf(plain))).toBeLessThan(3);
    expect(Math.abs(tOf(beyond))).toBeLessThan(3);
  });

  test("and so are they on the sessions of the largest shocks alone: the compensation is the mixture's", () => {
    const sums = markets.flatMap((market) => {
      const { day } = returnsOf(market);
      const violent = day.map((value, i) => (market.truth.sigma[i - 1]! > 0.06 ? value : Number.NaN));
      return [...bySession(market, violent)].filter((value) => !Number.isNaN(value));
    });
    expect(sums.length).toBeGreaterThan(3000);
    expect(Math.abs(tOf(sums))).toBeLessThan(3);
  });

  test("over 20 sessions, and the index over many years", () => {
    const blocks = markets.flatMap((market) => {
      const { panel } = market;
      const gross: number[] = [];
      for (let s = 0; s + 20 < panel.calendar.length; s += 20) {
        const held = panel.tickers.flatMap((_, t) => {
          const i = panel.offsets[t]! + s - panel.session[panel.offsets[t]!]!;
          if (i < panel.offsets[t]! || i + 20 >= panel.offsets[t + 1]!) return [];
          return [panel.adjClose[i + 20]! / panel.adjClose[i]! - 1];
        });
        gross.push(mean(held));
      }
      return gross;
    });
    expect(Math.abs(tOf(blocks))).toBeLessThan(3);
    const index = [7, 8, 9, 10].flatMap((seed) => {
      const { index } = syntheticMarket({ seed, tickers: 1, years: 50 });
      return [...index.subarray(1)].map((close, s) => close / index[s]! - 1);
    });
    expect(Math.abs(tOf(index))).toBeLessThan(3);
  });

  test("a premium is a yearly log return of the index, and of a stock times its beta; without it no bit changes", () => {
    const plain = syntheticMarket({ seed: 5, tickers: 40 });
    const paid = syntheticMarket({ seed: 5, tickers: 40, premium: 0.1 });
    expect(syntheticMarket({ seed: 5, tickers: 40, premium: 0 }).panel).toEqual(plain.panel);
    expect(Math.log(paid.index.at(-1)! / plain.index.at(-1)!)).toBeCloseTo(0.4, 3);
    const { offsets, session, adjClose } = plain.panel;
    const gains = plain.panel.tickers.map((_, t) => {
      const [first, last] = [offsets[t]!, offsets[t + 1]! - 1];
      const grown = (prices: Float64Array) => Math.log(prices[last]! / prices[first]!);
      return (252 * (grown(paid.panel.adjClose) - grown(adjClose))) / (session[last]! - session[first]!);
    });
    // Betas lie from 0.3 to 2 and differ; whole cents blur short lives.
    expect(Math.min(...gains)).toBeGreaterThan(0.025);
    expect(Math.max(...gains)).toBeLessThan(0.205);
    expect(Math.max(...gains) / Math.min(...gains)).toBeGreaterThan(2);
  });

  test("drift is a yearly log return of every stock and of the index", () => {
    const calm = syntheticMarket({ seed: 5 });
    const rising = syntheticMarket({ seed: 5, drift: 0.1 });
    const last = calm.panel.calendar.length - 1;
    expect(Math.log(rising.index[last]! / calm.index[last]!)).toBeCloseTo(0.4, 3);
    const growth = ({ panel }: SyntheticMarket) => panel.adjClose[panel.offsets[1]! - 1]! / panel.adjClose[0]!;
    expect(Math.log(growth(rising) / growth(calm))).toBeCloseTo((0.1 * last) / 252, 2);
  });
});

describe("the planted signal", () => {
  test("u is what its definition says, from the panel's closes alone", () => {
    const { panel, truth } = syntheticMarket({ tickers: 3, signal: 0.05, seed: 9 });
    const at = panel.offsets[1]!;
    for (const i of [at + 20, at + 57, panel.offsets[2]! - 1]) {
      const r = Array.from({ length: 20 }, (_, k) => Math.log(panel.adjClose[i - k]! / panel.adjClose[i - k - 1]!));
      const sd = deviation(r) * Math.sqrt(20 / 19);
      const five = Math.log(panel.adjClose[i]! / panel.adjClose[i - 5]!);
      expect(truth.u[i]).toBeCloseTo(-Math.min(3, Math.max(-3, five / (Math.sqrt(5) * sd))), 9);
    }
    expect(truth.u[at + 19]).toBe(0);
    expect(truth.sigma[panel.offsets[2]! - 1]).toBeNaN();
  });

  test.each([
    [0, 0.5],
    [0.02, 0.509],
    [0.05, 0.523],
    [0.1, 0.545],
  ])("signal %f: the oracle's AUC is %f, and is what happens", (signal, expected) => {
    const excess: number[] = [];
    for (const seed of [1, 2]) {
      const { u, p, up, session } = oracleOf(syntheticMarket({ seed, signal }));
      // The limit holds for weak signals; strong ones revert prices and so shrink u itself.
      expect(Math.abs(aucOf(u, p) - expected)).toBeLessThan(0.001 + 0.03 * signal);
      // Of AUC(outcomes) - AUC(probabilities), to first order, each row's part is (outcome - p) * (rank - 1/2) / (p q).
      const rank = new Float64Array(u.length);
      u.map((_, i) => i)
        .sort((a, b) => u[a]! - u[b]!)
        .forEach((i, k) => {
          rank[i] = (k + 0.5) / u.length - 0.5;
        });
      const sums = new Map<number, number>();
      up.forEach((outcome, i) => {
        sums.set(session[i]!, (sums.get(session[i]!) ?? 0) + (outcome - p[i]!) * rank[i]! * 4);
      });
      const parts = [...sums.values()];
      const error = (deviation(parts) * Math.sqrt(parts.length)) / u.length;
      excess.push((aucOf(u, up) - aucOf(u, p)) / error);
      expect(Math.abs(excess.at(-1)!)).toBeLessThan(3.5);
    }
    expect(Math.abs(mean(excess)) * Math.SQRT2).toBeLessThan(3);
  });

  test("probabilities are calibrated, and the next open does not take the signal away", () => {
    const market = syntheticMarket({ signal: 0.3, seed: 3 });
    const { u, p, up, session } = oracleOf(market);
    for (const [low, high] of [
      [0, 0.4],
      [0.4, 0.5],
      [0.5, 0.6],
      [0.6, 1],
    ] as const) {
      const sums = new Map<number, number>();
      p.forEach((value, i) => {
        if (value >= low && value < high) sums.set(session[i]!, (sums.get(session[i]!) ?? 0) + up[i]! - value);
      });
      expect(Math.abs(tOf([...sums.values()])), `${low} to ${high}`).toBeLessThan(3);
    }
    const { night } = returnsOf(market);
    const next = Array.from(market.truth.u.subarray(0, -1), (value, i) => [value, night[i + 1]!] as const).filter(
      ([, value]) => !Number.isNaN(value),
    );
    expect(u.length).toBeGreaterThan(40_000);
    expect(
      Math.abs(
        correlation(
          next.map(([a]) => a),
          next.map(([, b]) => b),
        ),
      ),
    ).toBeLessThan(0.03);
  });
});

describe("bars", () => {
  test("high and low of a bar are those of a Brownian path", () => {
    // Of a driftless Brownian motion E[range^2] = 4 ln 2 sigma^2 (Parkinson 1980) and E[high (high - close) +
    // low (low - close)] = sigma^2 (Rogers and Satchell 1991); the first depends on high and low together.
    const { panel, truth } = syntheticMarket({ seed: 2 });
    const ranges: number[] = [];
    const satchell: number[] = [];
    for (let t = 0; t < panel.tickers.length; t++) {
      for (let i = panel.offsets[t]! + 1; i < panel.offsets[t + 1]!; i++) {
        const [high, low, close] = [panel.high, panel.low, panel.close].map((price) =>
          Math.log(price[i]! / panel.open[i]!),
        );
        ranges.push((high! - low!) ** 2 / truth.sigma[i - 1]! ** 2);
        satchell.push((high! * (high! - close!) + low! * (low! - close!)) / truth.sigma[i - 1]! ** 2);
      }
    }
    expect(mean(ranges) / (4 * Math.LN2)).toBeCloseTo(1, 1.7);
    expect(mean(satchell)).toBeCloseTo(1, 1.7);
  });

  test("prices as traded are whole cents; splits and dividends are in the adjustment", () => {
    const { panel } = syntheticMarket({ tickers: 200, years: 6 });
    let splits = 0;
    let dividends = 0;
    for (let t = 0; t < panel.tickers.length; t++) {
      let ratio = 1;
      let kept = 1;
      for (let i = panel.offsets[t + 1]! - 1; i >= panel.offsets[t]!; i--) {
        const isCents = (price: number) => Math.abs(price * ratio * 100 - Math.round(price * ratio * 100)) < 1e-6;
        if (!isCents(panel.close[i]!) || !isCents(panel.open[i]!)) {
          const found = [2, 3, 4, 10, 0.1].find((by) => {
            const cents = panel.close[i]! * ratio * by * 100;
            return Math.abs(cents - Math.round(cents)) < 1e-6;
          });
          expect(found, `${panel.tickers[t]} ${isoDate(panel.date[i]!)}`).toBeDefined();
          ratio *= found!;
          splits++;
        }
        const factor = panel.adjClose[i]! / panel.close[i]!;
        if (Math.abs(factor / kept - 1) > 1e-9) {
          expect(factor).toBeLessThan(kept);
          kept = factor;
          dividends++;
        }
      }
    }
    expect(splits).toBeGreaterThan(5);
    expect(dividends).toBeGreaterThan(1000);
  });

  test("the index and the VIX: one value a session, lower when calm, higher after losses", () => {
    const { index, vix, panel } = syntheticMarket();
    expect([index.length, vix.length]).toEqual([panel.calendar.length, panel.calendar.length]);
    const moves = (x: Float64Array) => x.subarray(1).map((value, s) => Math.log(value / x[s]!));
    expect(correlation(moves(index), moves(vix))).toBeLessThan(-0.2);
    expect(median([...vix])).toBeGreaterThan(10);
    expect(median([...vix])).toBeLessThan(25);
  });
});

describe("determinism", () => {
  const digest = ({ panel, truth, index, vix }: SyntheticMarket): string => {
    const hash = createHash("sha256");
    const { open, high, low, close, adjClose, volume, date } = panel;
    for (const part of [open, high, low, close, adjClose, volume, date, truth.u, truth.sigma, truth.up, index, vix]) {
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    }
    return hash.digest("hex").slice(0, 16);
  };

  test("the same bytes again, today and later", () => {
    expect(digest(syntheticMarket({ tickers: 5, years: 1 }))).toBe("0e9bd34937bbf922");
    expect(digest(syntheticMarket({ tickers: 5, years: 1, seed: 2 }))).not.toBe("0e9bd34937bbf922");
  });

  test("property: every spec gives a valid panel; a ticker does not depend on how many there are", () => {
    const spec = fc.record({
      tickers: fc.integer({ min: 1, max: 12 }),
      years: fc.double({ min: 0.25, max: 2, noNaN: true }),
      seed: fc.integer({ min: 0, max: 2 ** 40 }),
      signal: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      drift: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(spec, (given) => {
        const { panel, truth } = syntheticMarket(given);
        const { date, open, high, low, close, adjClose, volume } = panel;
        const ticker = panel.tickers.flatMap((name, t) => Array(panel.offsets[t + 1]! - panel.offsets[t]!).fill(name));
        const bars = { ticker, date: date.slice(), open, high, low, close, adjClose, volume };
        expect(createPanel(bars, { source: "", bias: null })).toMatchObject({ rows: panel.rows });
        for (let i = 0; i < panel.rows; i++) {
          expect(high[i]! >= Math.max(open[i]!, close[i]!) && low[i]! <= Math.min(open[i]!, close[i]!)).toBe(true);
        }
        expect(panel.tickers).toHaveLength(given.tickers);
        expect(panel.calendar).toHaveLength(Math.round(given.years * 252));
        expect(truth.u).toHaveLength(panel.rows);
        const alone = syntheticMarket({ ...given, tickers: 1 }).panel;
        expect(alone.close).toEqual(close.slice(0, alone.rows));
      }),
      { numRuns: 25 },
    );
  });

  test("sessions are weekdays up to a fixed date", () => {
    const { panel } = syntheticMarket({ tickers: 1, years: 3 });
    const dates = Array.from(panel.calendar, isoDate);
    expect(dates.at(-1)).toBe("2024-12-31");
    expect(dates.some((date) => [0, 6].includes(new Date(date).getUTCDay()))).toBe(false);
    expect(dates).not.toContain("2023-07-04");
  });

  test("readPanel knows it by name", async () => {
    const panel = await readPanel("synthetic:tickers=4,years=1,seed=7");
    expect(panel.origin).toEqual({
      source: "synthetic:tickers=4,years=1,seed=7,signal=0,drift=0",
      adjustment: "adj_close",
      reordered: false,
      missingSessions: 0,
      bias: "none known, delisted tickers are in it",
    });
    expect(createPanel(await readBars("synthetic:tickers=4,years=1,seed=7"), { source: "", bias: null }).close).toEqual(
      panel.close,
    );
  });
});
