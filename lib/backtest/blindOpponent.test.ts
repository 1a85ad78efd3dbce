import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import { describe, expect, test } from "vitest";
import { equalWeightReturn } from "../behaviour/index.ts";
import { createPanel, type Panel, syntheticMarket } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { type BlindOptions, blindOpponent } from "./blindOpponent.ts";
import { type Decisions, decideRows } from "./decisions.ts";
import { drawExchange, volatilityFifths } from "./exchange.ts";
import { pricesOf } from "./prices.ts";
import { flatPanel } from "./test/flatPanel.ts";

const FREE = { commission: 0, spread: 0, impact: 0 };

function judge(panel: Panel, decisions: Decisions, changed: Partial<BlindOptions> = {}) {
  const last = panel.calendar.length - 1;
  const market = equalWeightReturn(panel).value.map((r) => (Number.isNaN(r) ? 0 : r));
  return blindOpponent(panel, decisions, {
    ...{ first: 0, last, prices: pricesOf(panel), market, exposure: 0.5, capital: 1e5, costs: FREE },
    ...{ delistingReturn: -0.3, draws: 199, seed: "test" },
    ...changed,
  });
}

test("t, draws and their mean are those of the definition in numpy, with listings late and barriers that are touched", () => {
  const { panel } = syntheticMarket({ tickers: 17, years: 1.5, seed: 12 });
  const random = createRandom("peer");
  const rows = decideRows(
    panel,
    { profit: 0.06, stop: 0.04, horizon: 6 },
    (row) => random.uniform() < 0.03 && panel.session[row]! > 260 && panel.session[row]! < 360,
  );
  const decisions = { ...rows, profit: rows.profit.map((x, k) => x + 0.001 * (k % 9)) };
  const draws = 12;
  const first = Math.min(...Array.from(decisions.row, (row) => panel.session[row]!));
  const stream = createRandom("test", "blind opponent");
  const fifths = volatilityFifths(panel, first);
  const exchanges = Array.from({ length: draws }, () => {
    const exchange = drawExchange(panel.tickers.length, fifths, stream);
    return Object.fromEntries([...exchange].map((to, from) => [panel.tickers[from]!, panel.tickers[to]!]));
  });
  const prices = pricesOf(panel);
  const tickerOf = (row: number) => panel.tickers[panel.offsets.findIndex((offset) => offset > row) - 1]!;
  const input = JSON.stringify({
    bars: Array.from({ length: panel.rows }, (_, row) => ({
      ...{ ticker: tickerOf(row), date: panel.date[row], open: prices.open[row], high: prices.high[row] },
      ...{ low: prices.low[row], close: prices.close[row] },
    })),
    decisions: Array.from(decisions.row, (row, k) => ({
      ...{ ticker: tickerOf(row), date: panel.date[row], profit: decisions.profit[k], stop: decisions.stop[k] },
      horizon: decisions.horizon[k],
    })),
    ...{ calendar: [...panel.calendar], exchanges, length: 7 },
  });
  const script = fileURLToPath(new URL("test/blindPeer.py", import.meta.url));
  const run = spawnSync(venvProgram("python"), [script], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  expect(run.status, run.stderr).toBe(0);
  const theirs = JSON.parse(run.stdout) as { fifths: string[][]; t: number; drawn: number[]; mean: number[] };
  const ours = judge(panel, decisions, { draws });
  expect(fifths.map((group) => Array.from(group, (t) => panel.tickers[t]!))).toEqual(theirs.fifths);
  expect(ours.decisions).toBeGreaterThan(30);
  expect(ours.t).toBeCloseTo(theirs.t, 9);
  expect(ours.meanT).toBeCloseTo(theirs.drawn.reduce((sum, t) => sum + t, 0) / draws, 9);
  expect(ours.atLeast).toBe(theirs.drawn.filter((t) => t >= theirs.t - 1e-9).length);
  // The series is scaled to the exposure that is asked for.
  const scale = ours.gross.reduce((a, x) => a + Math.abs(x), 0) / theirs.mean.reduce((a, x) => a + Math.abs(x), 0);
  ours.gross.forEach((value, s) => {
    expect(Math.abs(value - scale * theirs.mean[s]!)).toBeLessThan(1e-12);
  });
});

describe("p", () => {
  const { panel } = syntheticMarket({ tickers: 50, years: 2, seed: 3 });

  test("is 1 for whoever decides on every bar, whatever the rules of the days", () => {
    const all = decideRows(panel, { profit: 0.05, stop: 0.08, horizon: 4 }, () => true);
    expect(judge(panel, all, { draws: 20 })).toMatchObject({ p: 1, atLeast: 20 });
    const fridays = decideRows(panel, { profit: 0.05, stop: 0.08, horizon: 4 }, (row) => panel.session[row]! % 5 === 0);
    const profit = fridays.profit.map((_, k) => 0.03 + 0.01 * (panel.session[fridays.row[k]!]! % 7));
    expect(judge(panel, { ...fridays, profit }, { draws: 20 }).p).toBe(1);
  });

  test("is 1 where each day has one ticker: A for 200 sessions, then B", () => {
    const two = flatPanel(400, { A: moving("A"), B: moving("B") });
    const rows = Array.from({ length: 400 }, (_, i) => (i < 200 ? i : 400 + i));
    const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
    const panel = createPanel(
      {
        ...{
          ticker: rows.map((row) => two.tickers[row < 400 ? 0 : 1]!),
          date: Int32Array.from(rows, (r) => two.date[r]!),
        },
        ...{ open: take(two.open), high: take(two.high), low: take(two.low), close: take(two.close) },
        volume: take(two.volume),
      },
      { source: "A then B", bias: null },
    );
    const all = decideRows(panel, { profit: 0.1, stop: 0.1, horizon: 5 }, () => true);
    expect(judge(panel, all, { draws: 50 })).toMatchObject({ p: 1, weak: true });
  });

  test("finds who knows, and not who picks at random, at equal exposure", () => {
    const planted = syntheticMarket({ tickers: 50, years: 2, seed: 3, signal: 0.1 });
    const best = topTenth(planted.panel, planted.truth.u);
    const found = judge(planted.panel, best);
    expect(found.p).toBe(1 / 200);
    expect(found.weak).toBe(false);
    expect(found.exposure).toBeCloseTo(0.5, 1);
    const random = createRandom("nobody");
    const blindly = topTenth(
      planted.panel,
      planted.truth.u.map(() => random.uniform()),
    );
    expect(judge(planted.panel, blindly).p).toBeGreaterThan(0.05);
  });

  test("costs leave p alone and lower the opponent's net series", () => {
    const random = createRandom("costs");
    const some = decideRows(panel, { profit: 0.05, stop: 0.08, horizon: 4 }, () => random.uniform() < 0.02);
    const [free, paid] = [
      judge(panel, some),
      judge(panel, some, { costs: { commission: 0.001, spread: 0, impact: 0 } }),
    ];
    expect([paid.p, paid.t]).toEqual([free.p, free.t]);
    expect(free.net).toEqual(free.gross);
    const lost = paid.gross.reduce((sum, r, s) => sum + r - paid.net[s]!, 0);
    // Half of the capital turns over some 125 times: 505 sessions, about 4 a position, there and back.
    expect(lost).toBeGreaterThan(0.09);
    expect(lost).toBeLessThan(0.16);
  });

  test("is not known without a decision that can be traded to its end", () => {
    const late = decideRows(panel, { profit: 0.05, stop: 0.08, horizon: 4 }, (row) => panel.session[row]! > 501);
    expect(judge(panel, late)).toMatchObject({ p: null, t: 0, decisions: 0, exposure: 0 });
  });
});

/** Closes that wander, by bar. */
function moving(name: string): Record<number, { close: number; high: number; low: number }> {
  const random = createRandom("moving", name);
  return Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => {
      const close = 100 + 2 * random.normal();
      return [i, { close, high: Math.max(100, close), low: Math.min(100, close) }];
    }),
  );
}

function topTenth(panel: Panel, score: Float64Array): Decisions {
  const days = Map.groupBy(
    Array.from({ length: panel.rows }, (_, row) => row),
    (row) => panel.session[row]!,
  );
  const chosen = new Set(
    [...days.values()].flatMap((rows) =>
      rows.sort((a, b) => score[b]! - score[a]!).slice(0, Math.round(rows.length / 10)),
    ),
  );
  return decideRows(panel, { profit: 0.5, stop: 0.5, horizon: 1 }, (row) => chosen.has(row));
}
