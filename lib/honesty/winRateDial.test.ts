import fc from "fast-check";
import { isoDate } from "trident-base";
import { describe, expect, test } from "vitest";
import { createPanel, type Panel, readPanel } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { type DialCell, winRateDial } from "./winRateDial.ts";

/** Three tickers listed throughout, prices as given, in sessions 0, 1, 2 ... */
function smallPanel(seed: number, sessions = 60): Panel {
  const random = createRandom(seed, "small panel");
  const rows = 3 * sessions;
  const [open, high, low, close] = [0, 0, 0, 0].map(() => new Float64Array(rows)) as Float64Array[];
  for (let i = 0; i < rows; i++) {
    const before = i % sessions === 0 ? 100 : close![i - 1]!;
    open![i] = before * (1 + 0.01 * random.normal());
    close![i] = open![i]! * (1 + 0.02 * random.normal());
    high![i] = Math.max(open![i]!, close![i]!) * (1 + 0.005 * random.uniform());
    low![i] = Math.min(open![i]!, close![i]!) * (1 - 0.005 * random.uniform());
  }
  return createPanel(
    {
      ticker: Array.from({ length: rows }, (_, i) => "ABC"[Math.floor(i / sessions)]!),
      date: Int32Array.from({ length: rows }, (_, i) => 18_000 + (i % sessions)),
      open: open!,
      high: high!,
      low: low!,
      close: close!,
      volume: new Float64Array(rows).fill(1),
    },
    { source: "small", bias: null },
  );
}

/** Every trade of the panel, one at a time: entered at the next open, held until a barrier or the horizon. */
function bruteForce({ tickers, offsets, open, high, low, close, date }: Panel, cell: DialCell, cost: number) {
  const trades: { entered: string; net: number }[] = [];
  tickers.forEach((_, t) => {
    for (let decided = offsets[t]!; decided + cell.horizon < offsets[t + 1]!; decided++) {
      const paid = open[decided + 1]!;
      const [target, floor] = [paid * (1 + cell.profit), paid * (1 - cell.stop)];
      let got = close[decided + cell.horizon]!;
      for (let i = decided + 1; i <= decided + cell.horizon; i++) {
        if (low[i]! > floor && high[i]! < target) continue;
        const gapped = i > decided + 1 && (open[i]! <= floor || open[i]! >= target);
        got = gapped ? open[i]! : low[i]! <= floor ? floor : target;
        break;
      }
      trades.push({ entered: isoDate(date[decided + 1]!), net: got / paid - 1 - cost });
    }
  });
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const wins = trades.filter(({ net }) => net > 0).map(({ net }) => net);
  const losses = trades.filter(({ net }) => net <= 0).map(({ net }) => -net);
  const days = [...Map.groupBy(trades, ({ entered }) => entered)].map(([day, each]) => ({
    day,
    mean: mean(each.map(({ net }) => net)),
    sum: mean(each.map(({ net }) => net)) * each.length,
  }));
  const worst = days.reduce((a, b) => (b.sum < a.sum ? b : a));
  return {
    rows: trades.length,
    winRate: wins.length / trades.length,
    breakEven: mean(losses) / (mean(wins) + mean(losses)),
    expectancy: mean(trades.map(({ net }) => net)),
    worstDate: worst.day,
    worstDateReturn: worst.mean,
  };
}

describe("every cell", () => {
  const grid = { profits: [1, 4], stops: [2, 6], horizons: [2, 9], draws: 100 };

  test("is what its trades, gone through one by one, come to", () => {
    const panel = smallPanel(1);
    const { cells, cost, ...origin } = winRateDial(panel, grid);
    expect(origin).toEqual({
      panel: "small",
      bias: null,
      adjustment: "as given",
      tickers: 3,
      delisted: 0,
      from: "2019-04-14",
      to: "2019-06-12",
    });
    expect(cost).toBe(0.001);
    expect(cells.map(({ horizon, stop, profit }) => [horizon, stop, profit])).toEqual(
      [2, 9].flatMap((horizon) =>
        [0.02, 0.06].flatMap((stop) => [0.01, 0.04].map((profit) => [horizon, stop, profit])),
      ),
    );
    for (const cell of cells) {
      const { rows, worstDate, ...numbers } = bruteForce(panel, cell, cost);
      expect([cell.rows, cell.worstDate]).toEqual([rows, worstDate]);
      for (const [name, value] of Object.entries(numbers)) {
        expect(cell[name as keyof typeof numbers], name).toBeCloseTo(value, 12);
      }
    }
  });

  test("earns its edge: winning at the break-even rate would earn nothing, and costs come off every trade", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), (seed, cost) => {
        const panel = smallPanel(seed, 40);
        const free = winRateDial(panel, { ...grid, cost: 0 }).cells;
        winRateDial(panel, { ...grid, cost: cost / 10_000 }).cells.forEach((cell, k) => {
          expect(cell.expectancy).toBeCloseTo(free[k]!.expectancy - cost / 10_000, 12);
          expect(cell.winRate).toBeLessThanOrEqual(free[k]!.winRate);
          expect(cell.interval[0]).toBeLessThan(cell.expectancy);
          expect(cell.interval[1]).toBeGreaterThan(cell.expectancy);
          expect(cell.nEffective).toBeLessThanOrEqual(cell.rows);
          if (Number.isNaN(cell.breakEven)) return;
          expect(cell.breakEven).toBeGreaterThanOrEqual(0);
          expect(cell.breakEven).toBeLessThanOrEqual(1);
          expect(cell.edge).toBeCloseTo(cell.winRate - cell.breakEven, 12);
          if (Math.abs(cell.expectancy) > 1e-12) expect(Math.sign(cell.edge)).toBe(Math.sign(cell.expectancy));
        });
      }),
      { numRuns: 15 },
    );
  });

  test("is the same again", () => {
    const panel = smallPanel(3);
    expect(winRateDial(panel, grid)).toEqual(winRateDial(panel, grid));
  });
});

test("the lesson: where nothing can be earned, the dial turns the win rate from a third to nearly nine tenths", async () => {
  // Targets and stops so far apart that few bars touch both, which would count as stopped and cost.
  const grid = { profits: [1, 2, 5, 15], stops: [5, 15], horizons: [20], cost: 0, draws: 200 };
  const markets = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((seed) => readPanel(`synthetic:tickers=25,years=3,seed=${seed}`)),
  );
  const cells = markets.flatMap((panel) => winRateDial(panel, grid).cells);
  const rates = cells.map(({ winRate }) => winRate);
  expect(Math.min(...rates)).toBeLessThan(0.45);
  expect(Math.max(...rates)).toBeGreaterThan(0.85);
  // In standard errors, or nearly: a 95 % interval reaches two of them.
  const errors = cells.map(({ expectancy, interval: [low, high] }) => (4 * expectancy) / (high - low));
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4);
  expect(cells.filter(({ interval: [low, high] }) => low <= 0 && high >= 0).length / cells.length).toBeGreaterThan(0.8);
  // Over all markets the win rate is the break-even rate, wherever the dial stands.
  for (const setting of Map.groupBy(cells, ({ profit, stop }) => `${profit} ${stop}`).values()) {
    const mean = setting.reduce((sum, { edge }) => sum + edge / markets.length, 0);
    expect(Math.abs(mean)).toBeLessThan(0.04);
  }
});

test.each([
  [{ profits: [0.05] }, "profits has 0.05"],
  [{ stops: [] }, "stops is empty"],
  [{ stops: [100] }, "stops has 100"],
  [{ horizons: [0] }, "horizon is 0"],
  [{ horizons: [] }, "horizons is empty"],
  [{ horizons: [60] }, "no bar has a label with horizon 60 (small). Give a longer panel or a shorter horizon."],
  [{ cost: 10 }, "cost is 10"],
])("%j: %s", (options, message) => {
  expect(() => winRateDial(smallPanel(1), options)).toThrow(message);
});
