import fc from "fast-check";
import { expect, test } from "vitest";
import { type Panel, selectTickers } from "../market/index.ts";
import { sharedFloat64 } from "../runtime/index.ts";
import { labelPanel } from "./labelPanel.ts";
import type { LabelOptions } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { randomPanel } from "./test/randomPanel.ts";

const percent = fc.integer({ min: 1, max: 15 }).map((k) => k / 100);
const barriers = {
  profit: percent,
  stop: percent,
  horizon: fc.integer({ min: 1, max: 20 }),
  entry: fc.constantFrom("next_open", "close"),
} as const;
const options: fc.Arbitrary<LabelOptions> = fc.oneof(
  fc.record({ ...barriers, method: fc.constant("simple") }),
  fc.record({ ...barriers, method: fc.constant("triple_barrier"), timeout: fc.constantFrom("hold", "sign") }),
);
const scaleFree: fc.Arbitrary<LabelOptions> = fc.oneof(
  options,
  fc.record({ ...barriers, method: fc.constant("triple_barrier"), barriers: fc.constant("vol") }),
  fc.record({
    ...barriers,
    method: fc.constant("cross_sectional"),
    primary: fc.constantFrom("none", "mean_reversion"),
  }),
);
const panels = fc.integer({ min: 0, max: 50 }).map((k) => randomPanel(`window ${k}`, { tickers: 4, sessions: 60 }));

/** The panel with each bar's prices times `factor(row)`. */
function scaled(panel: Panel, factor: (row: number) => number): Panel {
  const times = (prices: Panel["open"]) => {
    const out = sharedFloat64(panel.rows);
    for (let row = 0; row < out.length; row++) out[row] = prices[row]! * factor(row);
    return out;
  };
  return {
    ...panel,
    open: times(panel.open),
    high: times(panel.high),
    low: times(panel.low),
    close: times(panel.close),
    adjClose: times(panel.adjClose),
  };
}

/** What a row's label says, row numbers counted from the ticker's first bar. */
function labelAt(labels: Labels, ticker: string, k: number): unknown {
  const from = labels.offsets[labels.tickers.indexOf(ticker)]!;
  const row = from + k;
  const known = labels.known[row] === 1;
  return {
    known,
    label: labels.label[row],
    ret: labels.ret[row],
    entry: known ? labels.entryRow[row]! - from : labels.entryRow[row],
    exit: known ? labels.exitRow[row]! - from : labels.exitRow[row],
    sessions: [labels.decisionSession[row], labels.entrySession[row], labels.exitSession[row]],
    delisted: labels.delisted[row],
  };
}

test("a label depends on the bars of its window alone, and on none after its exit's bar but for their number", () => {
  fc.assert(
    fc.property(
      panels,
      options,
      fc.nat(),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (panel, spec, pick, factor) => {
        const row = pick % panel.rows;
        const t = panel.offsets.findIndex((end) => end > row) - 1;
        const k = row - panel.offsets[t]!;
        const before = labelPanel(panel, spec);
        const first = spec.entry === "close" ? row : row + 1;
        // The triple barrier ends at its exit; the simple method looks through the whole window.
        const seen =
          spec.method === "triple_barrier" && before.known[row] === 1 ? before.exitRow[row]! : row + spec.horizon;
        const last = Math.min(seen, panel.offsets[t + 1]! - 1);
        const other = scaled(panel, (r) => (r >= first && r <= last ? 1 : factor));
        const after = labelPanel(other, spec);
        expect(labelAt(after, panel.tickers[t]!, k)).toEqual(labelAt(before, panel.tickers[t]!, k));
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});

test("barriers by volatility and a primary rule know the 20 returns before a decision, and no other bar outside its window", () => {
  const spec = { method: "triple_barrier", barriers: "vol", profit: 0.7, stop: 0.9, horizon: 5 } as const;
  let fired = 0;
  for (const primary of ["none", "mean_reversion"] as const) {
    const panel = randomPanel("known", { tickers: 3, sessions: 60 });
    const before = labelPanel(panel, { ...spec, primary });
    for (let t = 0; t < 3; t++) {
      for (let row = panel.offsets[t]! + 20; row < panel.offsets[t + 1]!; row++) {
        if (before.known[row] === 1) fired++;
        const last = before.known[row] === 1 ? before.exitRow[row]! : row + spec.horizon;
        const other = scaled(panel, (r) => (r >= row - 20 && r <= last ? 1 : 3));
        const k = row - panel.offsets[t]!;
        const ticker = panel.tickers[t]!;
        const after = labelPanel(selectTickers(other, [ticker]), { ...spec, primary });
        expect(labelAt(after, ticker, k)).toEqual(labelAt(before, ticker, k));
      }
    }
  }
  expect(fired).toBeGreaterThan(50);
});

test("other tickers change nothing, given the calendar", () => {
  fc.assert(
    fc.property(panels, options, fc.nat(), (panel, spec, pick) => {
      const ticker = panel.tickers[pick % panel.tickers.length]!;
      const alone = labelPanel(selectTickers(panel, [ticker]), spec);
      const whole = labelPanel(panel, spec);
      for (let k = 0; k < alone.rows; k++) expect(labelAt(alone, ticker, k)).toEqual(labelAt(whole, ticker, k));
    }),
    { seed: 12, numRuns: 50 },
  );
});

test("the unit of the price changes nothing", () => {
  fc.assert(
    fc.property(panels, scaleFree, fc.integer({ min: -8, max: 8 }), (panel, spec, exponent) => {
      expect(
        labelPanel(
          scaled(panel, () => 2 ** exponent),
          spec,
        ),
      ).toEqual(labelPanel(panel, spec));
    }),
    { seed: 13, numRuns: 50 },
  );
});

test("a price that is not finite leaves the windows that hold it without a label", () => {
  const panel = randomPanel("broken", { tickers: 1, sessions: 30, halts: 0 });
  const broken = { ...panel, high: sharedFloat64(panel.rows) };
  broken.high.set(panel.high);
  broken.high[20] = Number.POSITIVE_INFINITY;
  const labels = labelPanel(broken, { method: "triple_barrier", profit: 0.99, stop: 0.99, horizon: 3 });
  const unknown = [...labels.known.keys()].filter((row) => labels.known[row] === 0);
  expect(unknown).toEqual([17, 18, 19, ...unknown.slice(3)]);
  expect(unknown.slice(3)).toEqual([panel.rows - 3, panel.rows - 2, panel.rows - 1]);
});

test("arguments that make no label are refused by name", () => {
  const panel = randomPanel("arguments", { tickers: 1, sessions: 10 });
  const label = (changed: object) => () =>
    labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 3, ...changed } as LabelOptions);
  expect(label({ profit: 5 })).toThrow("profit is 5. Give a fraction between 0 and 1: 0.05 is 5 %.");
  expect(label({ stop: -0.08 })).toThrow("stop is -0.08");
  expect(label({ stop: Number.NaN })).toThrow("stop is NaN");
  expect(label({ horizon: 2.5 })).toThrow("horizon is 2.5");
  expect(label({ horizon: 0 })).toThrow("horizon is 0");
  expect(label({ entry: "open" })).toThrow("entry is 'open'. It can be next_open or close.");
  expect(label({ timeout: "zero" })).toThrow("timeout is 'zero'");
  expect(label({ method: "simple", timeout: "sign" })).toThrow("timeout is 'sign' with the simple method");
  expect(label({ method: "tripple" })).toThrow("method is 'tripple'");
  expect(label({ method: "simple", barriers: "vol" })).toThrow("barriers is 'vol' with the simple method");
  expect(label({ barriers: "atr" })).toThrow("barriers is 'atr'. It can be fixed or vol.");
  expect(label({ barriers: "vol", stop: 0 })).toThrow("stop is 0 times the volatility");
  expect(label({ primary: "astrology" })).toThrow(
    "primary is 'astrology'. It can be none or momentum or mean_reversion.",
  );
  expect(label({ delistingReturn: -2 })).toThrow("delistingReturn is -2");
});

test("a barrier from a running sum is the whole percent that was meant", () => {
  const panel = randomPanel("sum", { tickers: 1, sessions: 10 });
  const { parameters } = labelPanel(panel, { method: "simple", profit: 0.1 + 0.2, stop: 0.025, horizon: 3 });
  expect(parameters).toMatchObject({ profit: 0.3, stop: 0.025, timeout: "hold", entry: "next_open" });
});

test("rows of days on which a ticker was no member have no label; the others' may end after it left", () => {
  fc.assert(
    fc.property(panels, options, fc.nat(40), fc.nat(40), (panel, how, join, days) => {
      const ticker = panel.tickers[1]!;
      const [since, until] = [panel.calendar[join]!, panel.calendar[Math.min(join + days, 59)]!];
      const origin = { ...panel.origin, members: new Map([[ticker, [{ since, until }]]]) };
      const [all, mine] = [labelPanel(panel, how), labelPanel({ ...panel, origin }, how)];
      for (let row = 0; row < panel.rows; row++) {
        const own = row >= panel.offsets[1]! && row < panel.offsets[2]!;
        const counts = !own || (panel.date[row]! >= since && panel.date[row]! < until);
        const told = ({ known, label, exitSession, ret }: Labels) => [
          known[row],
          label[row],
          exitSession[row],
          ret[row],
        ];
        expect(told(mine)).toEqual(counts ? told(all) : [0, 0, -1, Number.NaN]);
      }
    }),
    { numRuns: 30 },
  );
});
